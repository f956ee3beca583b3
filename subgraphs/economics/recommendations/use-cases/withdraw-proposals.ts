import type { Transaction } from '@effect-studio/kernel/database';
import { RecommendationWithdrawn } from '@effect-studio/schema/events/economics';
import { runPrice } from '../../rate-card/domain/rate-card.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { ADVICE_POLICY } from '../domain/advice-policy.ts';
import { whyWithdrawn } from '../domain/withdrawal.ts';
import { lockUndecided, saveRecommendation } from '../persistence/recommendations.ts';

/**
 * Takes back proposals that nobody decided and that newer evidence no longer speaks for, that are about a price which has
 * changed since, or that are too old. The review queue follows the event.
 * @param confidences how sure each question looks now
 */
export async function withdrawProposals(
  tx: Transaction,
  confidences: ReadonlyMap<string, number>,
): Promise<void> {
  const card = await rateCardAsOf(tx, tx.now);
  const newest = {
    now: tx.now,
    confidences,
    priceOf: (effectTypeId: string | null) => (card ? runPrice(card, effectTypeId) : null),
  };
  for (const recommendation of await lockUndecided(tx)) {
    const why = whyWithdrawn(recommendation, newest, ADVICE_POLICY);
    if (!why) continue;
    const { id } = recommendation;
    await saveRecommendation(tx, {
      ...recommendation,
      state: 'WITHDRAWN',
      snoozedUntil: null,
      reason: why.words,
    });
    await tx.emit(RecommendationWithdrawn, {
      aggregateId: id,
      idempotencyKey: `economics:${id}:withdraw:v1`,
      payload: { recommendationId: id, reason: why.reason, humanReadableCause: why.words },
    });
  }
}
