import type { Transaction } from '@effect-studio/kernel/database';
import { lockRecommendation } from '../persistence/recommendations.ts';
import { decideRecommendation } from './decide-recommendation.ts';

/** Approves in the platform's own name what is allowed to apply itself, and tells the operators that it did. */
export async function autoApply(tx: Transaction, recommendationId: string): Promise<void> {
  await decideRecommendation(tx, recommendationId, {
    decision: 'approved',
    decidedBy: null,
    decidedAt: tx.now,
    reason: null,
    snoozedUntil: null,
  });
  const applied = await lockRecommendation(tx, recommendationId);
  if (!applied) return;
  const { actionLog, caller, correlationId } = tx.call;
  const { expectedNanoUsd } = applied.monthlyImpact;
  tx.afterCommit(() =>
    actionLog.warn({
      eventType: 'RECOMMENDATION_APPLIED_ITSELF',
      tenantId: caller.tenantId,
      correlationId,
      message: `${applied.title}: a recommendation of high confidence was followed without asking.`,
      economicImpact: { type: 'COST', estimatedCostNanoUsd: (-expectedNanoUsd).toString(), affectedJobs: 0 },
      operatorAction: {
        classification: 'RECOMMENDATION',
        urgency: 'MONITOR',
        suggestedAction:
          'Watch margin and quality of the effect; roll the manifest back when either falls. Unset ADVICE_AUTO_APPLY to be asked first.',
        autoActionTaken: applied.state === 'APPLIED' ? applied.title : null,
        escalationChain: ['operator_monitor'],
        runbook: 'recommendations.md',
      },
    }),
  );
}
