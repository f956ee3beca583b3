import { consume } from '@effect-studio/kernel/bus/consumer';
import { WorkflowReviewRequested } from '@effect-studio/schema/events/providers';
import { openWorkflowReview } from '../use-cases/open-workflow-review.ts';

/** A revision of a workflow waits for a reviewer. */
export const onWorkflowReviewRequested = consume(WorkflowReviewRequested, (tx, { payload }) =>
  openWorkflowReview(tx, payload),
);
