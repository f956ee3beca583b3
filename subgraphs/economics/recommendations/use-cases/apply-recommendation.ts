import type { Transaction } from '@effect-studio/kernel/database';
import { LONGEST_OVERRIDE_MINUTES } from '../../manifest/domain/override.ts';
import { pinWithin } from '../../manifest/use-cases/override-routing.ts';
import { runPrice } from '../../rate-card/domain/rate-card.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { publishWithin } from '../../rate-card/use-cases/publish-rate-card.ts';
import { type Application, mayMove } from '../domain/recommendation.ts';
import type { Recommendation } from '../domain/stored-recommendation.ts';
import { saveRecommendation } from '../persistence/recommendations.ts';
import { scheduleMeasurement } from './schedule-advice.ts';

/**
 * Does what was approved, where the studio can do it by itself; the rest stays approved with its instructions until
 * a person says that it is done. Called with the recommendation locked.
 */
export async function applyRecommendation(tx: Transaction, recommendation: Recommendation): Promise<void> {
  const application = await carryOut(tx, recommendation);
  if (application) await markApplied(tx, recommendation, application);
}

/** Notes that the change was made, and sets the time at which its impact is measured. */
export async function markApplied(
  tx: Transaction,
  recommendation: Recommendation,
  application: Application,
): Promise<Recommendation> {
  if (!mayMove(recommendation.state, 'APPLIED')) {
    throw new Error(`a recommendation that is ${recommendation.state} cannot be applied`);
  }
  const applied = { ...recommendation, state: 'APPLIED' as const, application, appliedAt: tx.now };
  await saveRecommendation(tx, applied);
  await scheduleMeasurement(tx, applied.id);
  return applied;
}

/** @returns how it was done; null when a person has to do it */
async function carryOut(tx: Transaction, recommendation: Recommendation): Promise<Application | null> {
  const { id, proposal } = recommendation;
  switch (proposal.kind) {
    case 'PRICE_ADJUSTMENT': {
      const card = await rateCardAsOf(tx, tx.now);
      const { effectTypeId, fromTokens, toTokens } = proposal;
      // Somebody changed the price since: the proposal was about another one.
      if (!card || runPrice(card, effectTypeId) !== fromTokens) return null;
      const others = card.effectPrices.filter((price) => price.effectTypeId !== effectTypeId);
      await publishWithin(tx, {
        terms: effectTypeId
          ? { ...card, effectPrices: [...others, { effectTypeId, priceTokens: toTokens }] }
          : { ...card, runPriceTokens: toTokens },
        note: `recommendation ${id}`,
      });
      return 'RATE_CARD';
    }
    case 'PROVIDER_SWITCH':
    case 'WORKFLOW_TUNING': {
      if (!proposal.toWorkflowId) return null;
      const pinned = await pinWithin(tx, {
        effectTypeId: proposal.effectTypeId,
        workflowId: proposal.toWorkflowId,
        reason: `Recommendation ${id}: ${recommendation.title}`.slice(0, 500),
        // By then the manifest has evidence of its own.
        minutes: LONGEST_OVERRIDE_MINUTES,
      });
      return pinned ? 'OVERRIDE' : null;
    }
    case 'FLEET_OPTIMIZATION':
      return null;
  }
}
