import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { WorkflowReviewOpened } from '@effect-studio/schema/events/notifications';
import type { WorkflowRevisionSnapshot } from '../domain/review-item.ts';
import { insertWorkflowReview } from '../persistence/review-rows.ts';

/** Puts a revision of a workflow into the review queue, once. */
export async function openWorkflowReview(
  tx: Transaction,
  submitted: WorkflowRevisionSnapshot,
): Promise<void> {
  const { revisionId, workflowId, number, digest, title, note, submittedBy } = submitted;
  const reviewItemId = newId();
  const revision = { revisionId, workflowId, number, digest, title, note, submittedBy };
  if (!(await insertWorkflowReview(tx, reviewItemId, revision))) return;
  await tx.emit(WorkflowReviewOpened, {
    aggregateId: revisionId,
    idempotencyKey: `notifications:${reviewItemId}:open:v1`,
    payload: { reviewItemId, revisionId },
  });
}
