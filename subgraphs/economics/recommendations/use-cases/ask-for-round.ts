import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/idempotency';
import { requestRound } from './schedule-advice.ts';

/** Asks for a search for recommendations, once per key; the search itself runs in the background. */
export function askForRound(
  ctx: CallContext,
  idempotencyKey: string,
): Promise<{ requestedAt: string } | IdempotencyConflict> {
  return idempotent(
    ctx,
    { operation: 'generateRecommendations', key: idempotencyKey, payload: {} },
    async (tx) => {
      await requestRound(tx, idempotencyKey);
      return { requestedAt: tx.now.toISOString() };
    },
  );
}
