import type { Transaction } from '@effect-studio/kernel/database';
import { ADVICE_POLICY, DAY_MS } from '../domain/advice-policy.ts';
import { type Observed, realisedImpact } from '../domain/realised-impact.ts';
import { mayMove } from '../domain/recommendation.ts';
import { type Period, readArms, readFleetDays, readRevenue } from '../persistence/read-evidence.ts';
import { lockRecommendation, saveRecommendation } from '../persistence/recommendations.ts';
import { scheduleMeasurement } from './schedule-advice.ts';

/**
 * Holds what a change brought beside what was predicted: the days since it was applied against as many days before.
 * Where too little happened since, it is tried again when as much time has passed once more.
 */
export async function measureRecommendation(tx: Transaction, recommendationId: string): Promise<void> {
  const recommendation = await lockRecommendation(tx, recommendationId);
  if (!recommendation?.appliedAt || !mayMove(recommendation.state, 'MEASURED')) return;
  const from = recommendation.appliedAt.getTime();
  const lengthMs = tx.now.getTime() - from;
  const sides = {
    before: await observe(tx, { from: new Date(from - lengthMs), to: recommendation.appliedAt }),
    after: await observe(tx, { from: recommendation.appliedAt, to: tx.now }),
    days: lengthMs / DAY_MS,
  };
  const measured = realisedImpact(recommendation.proposal, sides, ADVICE_POLICY, recommendation.id);
  if (!measured) return scheduleMeasurement(tx, recommendation.id);
  await saveRecommendation(tx, {
    ...recommendation,
    state: 'MEASURED',
    measurement: {
      ...measured,
      from: recommendation.appliedAt.toISOString(),
      to: tx.now.toISOString(),
    },
    measuredAt: tx.now,
  });
}

async function observe(tx: Transaction, period: Period): Promise<Observed> {
  return {
    arms: await readArms(tx, period),
    revenue: await readRevenue(tx, period),
    fleetDays: await readFleetDays(tx, period),
  };
}
