import type {
  NoticeDeliveryResolvers,
  NotificationResolvers,
  RecommendationReviewResolvers,
  ReviewItemResolvers,
  ReviewResolvers,
  WorkflowReviewResolvers,
} from '../generated/resolvers.ts';
import { findNotification } from '../persistence/notification-rows.ts';
import { findReview, findReviewItem } from '../persistence/review-rows.ts';
import { reviewState } from './review-state.ts';

export const Notification: NotificationResolvers = {
  __resolveReference: async ({ id }, ctx) => {
    const ownerId = ctx.caller.subjectId;
    return ownerId ? ctx.db.transaction(ctx, (tx) => findNotification(tx, id, ownerId)) : null;
  },
  run: ({ runId }) => (runId ? { id: runId } : null),
};

export const NoticeDelivery: NoticeDeliveryResolvers = {
  owner: ({ ownerId }) => ({ id: ownerId }),
};

export const ReviewItem: ReviewItemResolvers = {
  ...reviewState,
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

export const RecommendationReview: RecommendationReviewResolvers = {
  ...reviewState,
  __resolveReference: async ({ id }, ctx) => {
    const review = await ctx.db.transaction(ctx, (tx) => findReview(tx, id));
    return review?.kind === 'RECOMMENDATION' ? review : null;
  },
  recommendation: ({ recommendation }) => ({ id: recommendation.recommendationId }),
  title: ({ recommendation }) => recommendation.title,
  summary: ({ recommendation }) => recommendation.summary,
  instructions: ({ recommendation }) => recommendation.instructions,
  confidence: ({ recommendation }) => recommendation.confidence,
  sampleCount: ({ recommendation }) => recommendation.sampleCount,
  monthlyImpactNanoUsd: ({ recommendation }) => BigInt(recommendation.monthlyImpactNanoUsd),
  monthlyImpactLowerNanoUsd: ({ recommendation }) => BigInt(recommendation.monthlyImpactLowerNanoUsd),
  monthlyImpactUpperNanoUsd: ({ recommendation }) => BigInt(recommendation.monthlyImpactUpperNanoUsd),
  intervalLevel: ({ recommendation }) => recommendation.intervalLevel,
  qualityChange: ({ recommendation }) => recommendation.qualityChange,
  decidedBy: ({ decidedBy }) => (decidedBy ? { id: decidedBy } : null),
};

export const WorkflowReview: WorkflowReviewResolvers = {
  ...reviewState,
  __resolveReference: async ({ id }, ctx) => {
    const review = await ctx.db.transaction(ctx, (tx) => findReview(tx, id));
    return review?.kind === 'WORKFLOW_REVISION' ? review : null;
  },
  title: ({ revision }) => `${revision.title} (${revision.workflowId}, revision ${revision.number})`,
  revision: ({ revision }) => ({ id: revision.revisionId }),
  note: ({ revision }) => revision.note,
  submittedBy: ({ revision }) => ({ id: revision.submittedBy }),
  decidedBy: ({ decidedBy }) => (decidedBy ? { id: decidedBy } : null),
};

/** The type of each kind of item on the graph. */
export const REVIEW_TYPES = {
  RESULT: 'ReviewItem',
  RECOMMENDATION: 'RecommendationReview',
  WORKFLOW_REVISION: 'WorkflowReview',
} as const;

export const Review: ReviewResolvers = {
  __resolveType: ({ kind }) => REVIEW_TYPES[kind],
};
