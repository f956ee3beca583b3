import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { TestBatchDispatched } from '@effect-studio/schema/events/orchestrator';
import { insertDecision } from '../exploration/persistence/decisions.ts';

/** Every routing decision is kept with what it could have been: the log that policies are judged on. */
export const routingDecisionConsumers: readonly Consumer[] = [
  consume(TestBatchDispatched, async (tx, { payload, occurredAt }) => {
    const { runId, ownerId, decision, legs } = payload;
    const chanceOf = new Map(decision.considered.map((item) => [item.workflowId, item.propensity]));
    await insertDecision(tx, {
      runId,
      ownerId,
      effectTypeId: decision.effectTypeId ?? legs[0]!.effectTypeId,
      decidedAt: new Date(occurredAt),
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
  }),
];
