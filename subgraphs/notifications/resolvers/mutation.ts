import { notFound } from '@effect-studio/kernel/errors';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { findNotification } from '../persistence/notification-rows.ts';
import { findReviewItem } from '../persistence/review-rows.ts';
import { decideReview } from '../use-cases/decide-review.ts';
import { markNotificationRead } from '../use-cases/mark-notification-read.ts';

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
    const item = await ctx.db.transaction(ctx, (tx) => findReviewItem(tx, decided.id));
    return item ? { __typename: 'ReviewItem', ...item } : notFound('review item', decided.id);
  },
  markNotificationRead: async (_root, { input }, ctx) => {
    const marked = await markNotificationRead(ctx, input);
    if ('__typename' in marked) return marked;
    const ownerId = ctx.caller.subjectId ?? '';
    const notice = await ctx.db.transaction(ctx, (tx) => findNotification(tx, marked.id, ownerId));
    return notice ? { __typename: 'Notification', ...notice } : notFound('notification', marked.id);
  },
};
