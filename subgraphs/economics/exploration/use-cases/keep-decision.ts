import type { Transaction } from '@effect-studio/kernel/database';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type { TestBatchDispatched } from '@effect-studio/schema/events/orchestrator';
import { insertDecision } from '../persistence/decisions.ts';

type Batch = PayloadOf<typeof TestBatchDispatched>;

/** What a decision was about where nothing at all was looked at. */
const NO_EFFECT = 'unknown';

/**
 * Keeps a routing decision as the orchestrator told it, once per run. One without legs found nobody who could take the run:
 * why each workflow was left out is kept all the same.
 */
export async function keepDecision(
  tx: Transaction,
  told: { runId: string; ownerId: string; decision: Batch['decision']; legs: Batch['legs']; at: Date },
): Promise<void> {
  const { runId, ownerId, decision, legs, at } = told;
  const chanceOf = new Map(decision.considered.map((item) => [item.workflowId, item.propensity]));
  await insertDecision(tx, {
    runId,
    ownerId,
    effectTypeId:
      decision.effectTypeId ??
      legs[0]?.effectTypeId ??
      decision.considered.find((item) => item.effectTypeId)?.effectTypeId ??
      NO_EFFECT,
    decidedAt: at,
    manifestVersion: decision.manifestVersion,
    isManifestStale: decision.isManifestStale ?? false,
    policyVersion: decision.policyVersion,
    policyKind: decision.policyKind ?? 'EPSILON_GREEDY',
    explorationShare: decision.explorationShare ?? 0,
    isExplorationStopped: decision.isExplorationStopped ?? false,
    trialId: decision.trialId ?? null,
    seed: decision.seed,
    considered: decision.considered.map((item) => ({
      workflowId: item.workflowId,
      providerId: item.providerId ?? null,
      effectTypeId: item.effectTypeId ?? null,
      eligible: item.eligible,
      reason: item.reason,
      rank: item.rank ?? null,
      weight: item.weight,
      propensity: item.propensity,
    })),
    legs: legs.flatMap(({ taskId, role, providerId, workflowId, effectTypeId }, ordinal) =>
      role === 'finish'
        ? []
        : [
            {
              taskId,
              ordinal,
              role,
              providerId,
              workflowId,
              effectTypeId,
              propensity: chanceOf.get(workflowId) ?? 0,
            },
          ],
    ),
  });
}
