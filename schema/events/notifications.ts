import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { id, submission } from './shapes.ts';

const decision = { reviewItemId: id, runId: id, ownerId: id, decidedBy: id };

/** A reviewer approved the result; what was judged travels along. Aggregate: the run. */
export const AdminApproved = defineEvent('notifications', 'AdminApproved', { ...decision, submission });

/** A reviewer rejected the result. Aggregate: the run. */
export const AdminRejected = defineEvent('notifications', 'AdminRejected', {
  ...decision,
  reason: z.string().min(1),
  refund: z.enum(['full', 'none']),
});

/** A reviewer decided about a recommendation, or put it off. Aggregate: the recommendation. */
export const RecommendationDecided = defineEvent('notifications', 'RecommendationDecided', {
  recommendationId: id,
  reviewItemId: id,
  decision: z.enum(['approved', 'rejected', 'snoozed']),
  decidedBy: id,
  decidedAt: z.iso.datetime(),
  /** Why it was rejected; null otherwise. */
  reason: z.string().min(1).nullable(),
  /** When it comes back; null unless snoozed. */
  snoozedUntil: z.iso.datetime().nullable(),
});

/** A recommendation waits in the review queue; its row is there when this is published. Aggregate: the recommendation. */
export const RecommendationReviewOpened = defineEvent('notifications', 'RecommendationReviewOpened', {
  reviewItemId: id,
  recommendationId: id,
});

/** A result waits in the review queue; its row is there when this is published. Aggregate: the run. */
export const ReviewItemOpened = defineEvent('notifications', 'ReviewItemOpened', {
  reviewItemId: id,
  runId: id,
  ownerId: id,
});

/** A review item left the queue without a decision. Aggregate: the run. */
export const ReviewItemClosed = defineEvent('notifications', 'ReviewItemClosed', {
  reviewItemId: id,
  runId: id,
  ownerId: id,
  /** `superseded`: the creator chose another result; `withdrawn`: the run ended. */
  because: z.enum(['superseded', 'withdrawn']),
});

/** Somebody looks at a review item, does so no longer, or approved it as the first of two. Aggregate: the review item. */
export const ReviewItemUpdated = defineEvent('notifications', 'ReviewItemUpdated', {
  reviewItemId: id,
  change: z.enum(['claimed', 'released', 'approved-once']),
});

/** A notification is in a person's inbox. Aggregate: the person. */
export const UserNotified = defineEvent('notifications', 'UserNotified', {
  notificationId: id,
  userId: id,
  kind: z.string(),
  runId: id.nullable(),
});

/** A revision of a workflow waits in the review queue; its row is there when this is published. Aggregate: the revision. */
export const WorkflowReviewOpened = defineEvent('notifications', 'WorkflowReviewOpened', {
  reviewItemId: id,
  revisionId: id,
});

/** A reviewer decided about a revision of a workflow. Aggregate: the revision. */
export const WorkflowRevisionDecided = defineEvent('notifications', 'WorkflowRevisionDecided', {
  revisionId: id,
  reviewItemId: id,
  decision: z.enum(['approved', 'rejected']),
  decidedBy: id,
  decidedAt: z.iso.datetime(),
  /** Why it was rejected; null otherwise. */
  reason: z.string().min(1).nullable(),
});
