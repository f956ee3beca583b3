import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidState, type NotFound, notFound, problem } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { mayMove } from '../domain/recommendation.ts';
import { lockRecommendation } from '../persistence/recommendations.ts';
import { markApplied } from './apply-recommendation.ts';

/** Notes that a person did what was approved. */
export async function markAppliedByHand(
  ctx: CallContext,
  { recommendationId, idempotencyKey }: { recommendationId: string; idempotencyKey: string },
): Promise<{ id: string } | NotFound | InvalidState | IdempotencyConflict> {
  if (!isId(recommendationId)) return notFound('recommendation', recommendationId);
  const command = {
    operation: 'markRecommendationApplied',
    key: idempotencyKey,
    payload: { recommendationId },
  };
  return idempotent<{ id: string } | NotFound | InvalidState>(ctx, command, async (tx) => {
    const recommendation = await lockRecommendation(tx, recommendationId);
    if (!recommendation) return notFound('recommendation', recommendationId);
    if (!mayMove(recommendation.state, 'APPLIED')) {
      return problem('InvalidState', {
        title: 'Not approved',
        status: 409,
        humanReadableCause: `The recommendation is ${recommendation.state}; only an approved one is carried out.`,
        suggestedAction:
          'Decide it in the review queue first, or reload it: it may have been applied already.',
        instance: recommendationId,
      });
    }
    await markApplied(tx, recommendation, 'BY_HAND');
    return { id: recommendationId };
  });
}
