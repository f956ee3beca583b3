import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import type { RecommendationKind } from '../domain/recommendation.ts';
import { requestRound } from './schedule-advice.ts';

/** Asks for a search for recommendations, once per key; the search itself runs in the background. */
export function askForRound(
  ctx: CallContext,
  { kinds, idempotencyKey }: { kinds: readonly RecommendationKind[] | null; idempotencyKey: string },
): Promise<{ requestedAt: string } | IdempotencyConflict> {
  return idempotent(
    ctx,
    { operation: 'generateRecommendations', key: idempotencyKey, payload: { kinds } },
    async (tx) => {
      await requestRound(tx, idempotencyKey, kinds);
      return { requestedAt: tx.now.toISOString() };
    },
  );
}
