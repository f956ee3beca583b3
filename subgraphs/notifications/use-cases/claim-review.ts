import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidState, type NotFound, notFound, StudioError } from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import { ReviewItemUpdated } from '@effect-studio/schema/events/notifications';
import { CLAIM_MS, isWithAnother } from '../domain/review-claim.ts';
import { type Review, whyUndecidable } from '../domain/review-item.ts';
import { lockReview, storeClaim } from '../persistence/review-rows.ts';
import { isTaken, notDecidable } from './review-problems.ts';

type Claimed = { id: string } | NotFound | InvalidState;

/** Says that the caller looks at an item, for a quarter of an hour; again: from now on. Others see it and cannot decide meanwhile. */
export function claimReview(
  ctx: CallContext,
  command: { reviewItemId: string; idempotencyKey: string },
): Promise<Claimed | IdempotencyConflict> {
  return withItem(ctx, 'claimReview', command, async (tx, item, personId) => {
    if (isWithAnother(item, personId, tx.now)) return isTaken(item);
    await storeClaim(tx, item.id, { by: personId, until: new Date(tx.now.getTime() + CLAIM_MS) });
    await tellUpdate(tx, item, 'claimed');
    return { id: item.id };
  });
}

/** Gives an item that the caller claimed back to all; one that nobody has stays as it is. */
export function releaseReview(
  ctx: CallContext,
  command: { reviewItemId: string; idempotencyKey: string },
): Promise<Claimed | IdempotencyConflict> {
  return withItem(ctx, 'releaseReview', command, async (tx, item, personId) => {
    if (isWithAnother(item, personId, tx.now)) return isTaken(item);
    await storeClaim(tx, item.id, null);
    await tellUpdate(tx, item, 'released');
    return { id: item.id };
  });
}

async function withItem(
  ctx: CallContext,
  operation: string,
  { reviewItemId, idempotencyKey }: { reviewItemId: string; idempotencyKey: string },
  work: (tx: Transaction, item: Review, personId: string) => Promise<Claimed>,
): Promise<Claimed | IdempotencyConflict> {
  if (!isId(reviewItemId)) return notFound('review item', reviewItemId);
  const command = { operation, key: idempotencyKey, payload: { reviewItemId } };
  return idempotent<Claimed>(ctx, command, async (tx) => {
    const { subjectId } = tx.call.caller;
    if (!subjectId) throw new StudioError('NO_REVIEWER', 'a claim needs somebody who claims');
    const item = await lockReview(tx, reviewItemId);
    if (!item) return notFound('review item', reviewItemId);
    const reason = whyUndecidable(item);
    return reason ? notDecidable(item, reason) : work(tx, item, subjectId);
  });
}

/** Tells those who follow the queue, in the trace of what is judged. */
export async function tellUpdate(
  tx: Transaction,
  { id, correlationId }: Review,
  change: 'claimed' | 'released' | 'approved-once',
): Promise<void> {
  await tx.emit(ReviewItemUpdated, {
    aggregateId: id,
    payload: { reviewItemId: id, change },
    idempotencyKey: `notifications:${id}:${change}-${newId()}:v1`,
    correlationId,
  });
}
