import type { NotificationResolvers, ReviewItemResolvers } from '../generated/resolvers.ts';
import { findNotification } from '../persistence/notification-rows.ts';
import { findReviewItem } from '../persistence/review-rows.ts';

export const Notification: NotificationResolvers = {
  __resolveReference: async ({ id }, ctx) => {
    const ownerId = ctx.caller.subjectId;
    return ownerId ? ctx.db.transaction(ctx, (tx) => findNotification(tx, id, ownerId)) : null;
  },
  run: ({ runId }) => (runId ? { id: runId } : null),
};

export const ReviewItem: ReviewItemResolvers = {
  __resolveReference: async ({ id }, ctx) => ctx.db.transaction(ctx, (tx) => findReviewItem(tx, id)),
  run: ({ runId }) => ({ id: runId }),
  title: ({ submission }) => submission.title,
  wish: ({ submission }) => submission.wish,
  effectType: ({ submission }) => ({ id: submission.effectTypeId }),
  provider: ({ submission }) => ({ id: submission.providerId }),
  workflow: ({ submission }) => ({ id: submission.workflowId }),
  composite: ({ submission }) => submission.composite,
  resultUrl: ({ submission }, _args, ctx) => ctx.storage.signedGet(submission.outputKey),
  decidedBy: ({ decidedBy }) => (decidedBy ? { id: decidedBy } : null),
};
