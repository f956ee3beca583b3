import type { Transaction } from '@effect-studio/kernel/database';
import { type Decision, decided } from '../domain/decide.ts';
import { lockRecommendation, saveRecommendation } from '../persistence/recommendations.ts';
import { applyRecommendation } from './apply-recommendation.ts';
import { scheduleWaking } from './schedule-advice.ts';

/**
 * Follows a decision: what was approved is applied at once where the studio can do it, what was snoozed comes back
 * at its time. A decision about something that is not open any more changes nothing.
 */
export async function decideRecommendation(
  tx: Transaction,
  recommendationId: string,
  decision: Decision,
): Promise<void> {
  const recommendation = await lockRecommendation(tx, recommendationId);
  const after = recommendation ? decided(recommendation, decision) : null;
  if (!after) {
    tx.call.log.info({ recommendationId }, 'a decision came for a recommendation that is not open');
    return;
  }
  await saveRecommendation(tx, after);
  if (after.state === 'APPROVED') await applyRecommendation(tx, after);
  if (after.snoozedUntil) await scheduleWaking(tx, after.id, after.snoozedUntil);
}

/** Brings a snoozed recommendation back; one that was decided meanwhile, or snoozed for longer, stays as it is. */
export async function wakeRecommendation(tx: Transaction, recommendationId: string): Promise<void> {
  const recommendation = await lockRecommendation(tx, recommendationId);
  if (recommendation?.state !== 'SNOOZED' || !recommendation.snoozedUntil) return;
  if (recommendation.snoozedUntil > tx.now) return;
  await saveRecommendation(tx, { ...recommendation, state: 'PROPOSED', snoozedUntil: null });
}
