import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { ReviewItemClosed, ReviewItemOpened } from '@effect-studio/schema/events/notifications';
import type { Submission } from '@effect-studio/schema/events/shapes';
import { closeOpenItem, insertReviewItem, isRunApproved } from '../persistence/review-rows.ts';

/**
 * Puts a submission into the review queue. A run has one open item: a newer submission supersedes the
 * older. After an approval nothing is opened, because the approved result is being published.
 */
export async function openReview(tx: Transaction, submission: Submission): Promise<void> {
  const { runId, ownerId } = submission;
  await closeReview(tx, runId, 'superseded');
  if (await isRunApproved(tx, runId)) {
    tx.call.log.info({ runId }, 'a submission came after the approval of its run; the approval stands');
    return;
  }
  const reviewItemId = newId();
  await insertReviewItem(tx, reviewItemId, submission);
  await tx.emit(ReviewItemOpened, { aggregateId: runId, payload: { reviewItemId, runId, ownerId } });
}

/** Takes a run's open item, if there is one, out of the queue without a decision. */
export async function closeReview(
  tx: Transaction,
  runId: string,
  because: 'superseded' | 'withdrawn',
): Promise<void> {
  const closed = await closeOpenItem(tx, runId, because === 'superseded' ? 'SUPERSEDED' : 'WITHDRAWN');
  if (!closed) return;
  await tx.emit(ReviewItemClosed, {
    aggregateId: runId,
    payload: { reviewItemId: closed.id, runId, ownerId: closed.ownerId, because },
  });
}
