import { feed } from '@effect-studio/kernel/bus/event-feed';
import type { LoggedEvent } from '@effect-studio/kernel/bus/event-log';
import type { CallContext } from '@effect-studio/kernel/context';
import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import {
  AdminApproved,
  AdminRejected,
  RecommendationDecided,
  RecommendationReviewOpened,
  ReviewItemClosed,
  ReviewItemOpened,
  ReviewItemUpdated,
  UserNotified,
  WorkflowReviewOpened,
  WorkflowRevisionDecided,
} from '@effect-studio/schema/events/notifications';
import { GraphQLError } from 'graphql';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { findNotification, unreadCount } from '../persistence/notification-rows.ts';
import { findReview } from '../persistence/review-rows.ts';

/**
 * What changes the queue. All of these are this context's own events, written in the transaction that
 * changes the item: whoever hears of one finds the item as it says. `ApprovalRequested` would come too early.
 */
const REVIEW_EVENTS = [
  ReviewItemOpened,
  ReviewItemClosed,
  ReviewItemUpdated,
  AdminApproved,
  AdminRejected,
  RecommendationReviewOpened,
  RecommendationDecided,
  WorkflowReviewOpened,
  WorkflowRevisionDecided,
].map((event) => event.type);

export const Subscription: SubscriptionResolvers = {
  notificationAdded: {
    subscribe: (_root, { after }, ctx) => {
      const ownerId = ctx.caller.subjectId;
      if (!ownerId) throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
      const filter = { types: [UserNotified.type], aggregateId: ownerId };
      return feed(ctx.eventLog.follow(filter, parsePosition(after)), (event) =>
        notificationAdded(ctx, ownerId, event),
      );
    },
    resolve: (item: unknown) => item as never,
  },
  reviewQueueChanged: {
    subscribe: (_root, { after }, ctx) =>
      feed(ctx.eventLog.follow({ types: REVIEW_EVENTS }, parsePosition(after)), (event) =>
        reviewChange(ctx, event),
      ),
    resolve: (item: unknown) => item as never,
  },
};

async function notificationAdded(ctx: CallContext, ownerId: string, event: LoggedEvent) {
  const id = String(event.payload.notificationId);
  return ctx.db.transaction(ctx, async (tx) => {
    const notification = await findNotification(tx, id, ownerId);
    if (!notification) return null;
    const cursor = event.position.toString();
    return {
      __typename: 'NotificationAdded' as const,
      cursor,
      notification,
      unreadCount: await unreadCount(tx, ownerId),
    };
  });
}

async function reviewChange(ctx: CallContext, event: LoggedEvent) {
  // The log is everybody's; row-level security would not find the item of another tenant either.
  if (event.tenantId !== ctx.caller.tenantId) return null;
  const id = String(event.payload.reviewItemId);
  const review = await ctx.db.transaction(ctx, (tx) => findReview(tx, id));
  if (!review) return null;
  const cursor = event.position.toString();
  switch (review.kind) {
    case 'RESULT':
      return { __typename: 'ReviewChange' as const, cursor, reviewItem: review };
    case 'RECOMMENDATION':
      return { __typename: 'RecommendationReviewChange' as const, cursor, review };
    case 'WORKFLOW_REVISION':
      return { __typename: 'WorkflowReviewChange' as const, cursor, review };
  }
}
