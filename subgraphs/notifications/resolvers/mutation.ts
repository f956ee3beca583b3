import type { CallContext } from '@effect-studio/kernel/context';
import { notFound, StudioError } from '@effect-studio/kernel/errors';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { findDelivery } from '../persistence/delivery-rows.ts';
import { findNotification } from '../persistence/notification-rows.ts';
import { devicesOf } from '../persistence/push-device-rows.ts';
import { findReview } from '../persistence/review-rows.ts';
import { changeSettings } from '../use-cases/change-settings.ts';
import { claimReview, releaseReview } from '../use-cases/claim-review.ts';
import { confirmPhoneNumber } from '../use-cases/confirm-phone-number.ts';
import { decideReview } from '../use-cases/decide-review.ts';
import { markNotificationRead } from '../use-cases/mark-notification-read.ts';
import { addPushDevice, removePushDevice } from '../use-cases/push-devices.ts';
import { retryDelivery } from '../use-cases/retry-delivery.ts';
import { setPhoneNumber } from '../use-cases/set-phone-number.ts';
import { snoozeReview } from '../use-cases/snooze-review.ts';
import { REVIEW_TYPES } from './entities.ts';
import { settingsView } from './settings-view.ts';

/** The item as the graph answers it, typed by its kind. */
async function answerWith(ctx: CallContext, id: string) {
  const review = await ctx.db.transaction(ctx, (tx) => findReview(tx, id));
  switch (review?.kind) {
    case undefined:
      return null;
    case 'RESULT':
      return { __typename: REVIEW_TYPES.RESULT, ...review };
    case 'RECOMMENDATION':
      return { __typename: REVIEW_TYPES.RECOMMENDATION, ...review };
    case 'WORKFLOW_REVISION':
      return { __typename: REVIEW_TYPES.WORKFLOW_REVISION, ...review };
  }
}

export const Mutation: MutationResolvers = {
  decideReview: async (_root, { input }, ctx) => {
    const decided = await decideReview(ctx, {
      reviewItemId: input.reviewItemId,
      decision: input.isApproved
        ? { kind: 'approve' }
        : { kind: 'reject', reason: input.reason ?? '', refund: input.refund === 'NONE' ? 'none' : 'full' },
      idempotencyKey: input.idempotencyKey,
    });
    if ('__typename' in decided) return decided;
    return (await answerWith(ctx, decided.id)) ?? notFound('review item', decided.id);
  },
  claimReview: async (_root, { input }, ctx) => {
    const claimed = await claimReview(ctx, input);
    if ('__typename' in claimed) return claimed;
    return (await answerWith(ctx, claimed.id)) ?? notFound('review item', claimed.id);
  },
  releaseReview: async (_root, { input }, ctx) => {
    const released = await releaseReview(ctx, input);
    if ('__typename' in released) return released;
    return (await answerWith(ctx, released.id)) ?? notFound('review item', released.id);
  },
  snoozeReview: async (_root, { input }, ctx) => {
    const { reviewItemId, idempotencyKey } = input;
    const snoozed = await snoozeReview(ctx, { reviewItemId, until: new Date(input.until), idempotencyKey });
    if ('__typename' in snoozed) return snoozed;
    const review = await answerWith(ctx, snoozed.id);
    return review?.__typename === 'RecommendationReview' ? review : notFound('review item', snoozed.id);
  },
  changeNotificationSettings: async (_root, { input }, ctx) => {
    const { locale, switches, idempotencyKey } = input;
    const changed = await changeSettings(ctx, {
      locale: locale ?? null,
      switches: switches ?? [],
      idempotencyKey,
    });
    if ('__typename' in changed) return changed;
    return { __typename: 'NotificationSettings', ...(await settingsView(ctx)) };
  },
  setPhoneNumber: async (_root, { input }, ctx) => {
    const set = await setPhoneNumber(ctx, { ...input, number: input.number ?? null });
    if ('__typename' in set) return set;
    return { __typename: 'NotificationSettings', ...(await settingsView(ctx)) };
  },
  confirmPhoneNumber: async (_root, { input }, ctx) => {
    const confirmed = await confirmPhoneNumber(ctx, input);
    if ('__typename' in confirmed) return confirmed;
    return { __typename: 'NotificationSettings', ...(await settingsView(ctx)) };
  },
  addPushDevice: async (_root, { input }, ctx) => {
    const added = await addPushDevice(ctx, input);
    if ('__typename' in added) return added;
    const ownerId = ctx.caller.subjectId ?? '';
    const devices = await ctx.db.transaction(ctx, (tx) => devicesOf(tx, ownerId));
    const device = devices.find(({ id }) => id === added.id);
    if (!device) throw new StudioError('DEVICE_GONE', 'a device was added and is gone', { retryable: true });
    return { __typename: 'PushDevice', ...device };
  },
  removePushDevice: async (_root, { input }, ctx) => {
    const removed = await removePushDevice(ctx, input);
    return '__typename' in removed ? removed : { __typename: 'PushDeviceRemoval', ...removed };
  },
  retryDelivery: async (_root, { input }, ctx) => {
    const retried = await retryDelivery(ctx, input);
    if ('__typename' in retried) return retried;
    const delivery = await ctx.db.transaction(ctx, (tx) => findDelivery(tx, retried.id));
    return delivery ? { __typename: 'NoticeDelivery', ...delivery } : notFound('delivery', retried.id);
  },
  markNotificationRead: async (_root, { input }, ctx) => {
    const marked = await markNotificationRead(ctx, input);
    if ('__typename' in marked) return marked;
    const ownerId = ctx.caller.subjectId ?? '';
    const notice = await ctx.db.transaction(ctx, (tx) => findNotification(tx, marked.id, ownerId));
    return notice ? { __typename: 'Notification', ...notice } : notFound('notification', marked.id);
  },
};
