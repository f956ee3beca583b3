import { gql } from '@urql/core';
import type { Cache, UpdatesConfig } from '@urql/exchange-graphcache';
import type {
  InboxQuery,
  NotificationAddedSubscription,
  RunProgressSubscription,
} from '../generated/graphql.ts';
import { InboxDocument, NEWEST } from './inbox/inbox.graphql.ts';

const TASK_PROGRESS = gql`
  fragment TaskProgress on Task {
    id
    progress
  }
`;

/** Fields that a started or ended run makes old. */
function forget(cache: Cache, ...fields: string[]): void {
  for (const field of fields) {
    for (const known of cache.inspectFields('Query').filter(({ fieldName }) => fieldName === field)) {
      cache.invalidate('Query', known.fieldName, known.arguments ?? undefined);
    }
  }
}

/** How answers of mutations and values of feeds change what the page has read already. */
export const cacheUpdates: UpdatesConfig = {
  Mutation: {
    submitRun: (_result, _args, cache) => forget(cache, 'runs', 'quoteRun', 'wallet'),
    runEffect: (_result, _args, cache) => forget(cache, 'runs', 'quoteRun', 'wallet'),
    rerenderCandidate: (_result, _args, cache) => forget(cache, 'runs', 'quoteRun', 'wallet'),
    withdrawEffect: (_result, _args, cache) =>
      forget(cache, 'effects', 'effect', 'galleryTags', 'galleryCategories'),
    showEffectAgain: (_result, _args, cache) =>
      forget(cache, 'effects', 'effect', 'galleryTags', 'galleryCategories'),
    buyTokens: (_result, _args, cache) => forget(cache, 'topUpOrders'),
    settleTestPayment: (_result, _args, cache) => forget(cache, 'topUpOrders', 'wallet'),
    requestMyData: (_result, _args, cache) => forget(cache, 'myDataExports'),
    setPhoneNumber: (_result, _args, cache) => forget(cache, 'notificationSettings'),
    confirmPhoneNumber: (_result, _args, cache) => forget(cache, 'notificationSettings'),
    addPushDevice: (_result, _args, cache) => forget(cache, 'notificationSettings'),
    removePushDevice: (_result, _args, cache) => forget(cache, 'notificationSettings'),
    changeNotificationSettings: (_result, _args, cache) => forget(cache, 'notificationSettings'),
    createWorkflowDraft: (_result, _args, cache) => forget(cache, 'workflowDrafts'),
    discardWorkflowDraft: (_result, _args, cache) => forget(cache, 'workflowDrafts'),
    submitWorkflowDraft: (_result, _args, cache) => forget(cache, 'workflowDrafts', 'mySubmittedRevisions'),
    revokeSession: (_result, _args, cache) => forget(cache, 'sessions'),
    cancelRun: (_result, _args, cache) => forget(cache, 'runs', 'quoteRun', 'wallet'),
  },
  Subscription: {
    runProgress({ runProgress }: RunProgressSubscription, _args, cache) {
      if (runProgress.__typename === 'TaskTick') {
        const { taskId, progress } = runProgress;
        cache.writeFragment(TASK_PROGRESS, { __typename: 'Task', id: taskId, progress });
      }
      if (runProgress.__typename === 'RunAdvance' && runProgress.to === 'PUBLISHED') forget(cache, 'effects');
    },
    notificationAdded({ notificationAdded: added }: NotificationAddedSubscription, _args, cache) {
      if (added.__typename === 'Gap') return forget(cache, 'notifications');
      cache.updateQuery<InboxQuery>({ query: InboxDocument, variables: { first: NEWEST } }, (inbox) =>
        inbox === null ? null : withNewest(inbox, added),
      );
    },
  },
};

type Added = Extract<NotificationAddedSubscription['notificationAdded'], { __typename: 'NotificationAdded' }>;

/** The inbox with a new notification on top; one that it holds already changes nothing. */
function withNewest(inbox: InboxQuery, { cursor, notification, unreadCount }: Added): InboxQuery {
  const { edges } = inbox.notifications;
  if (edges.some(({ node }) => node.id === notification.id)) return inbox;
  const newest = { __typename: 'NotificationEdge' as const, cursor, node: notification };
  return {
    ...inbox,
    notifications: {
      ...inbox.notifications,
      edges: [newest, ...edges].slice(0, NEWEST),
      unreadCount,
    },
  };
}
