import type { Leg } from '../leg.ts';
import type { EffectInUse, RunSaga } from '../saga/run-saga.ts';
import type { SagaPolicy } from '../saga/saga-policy.ts';
import { considerWorkflows } from './consider-workflows.ts';
import { drawOutcome, greedyChoice, lastLegOutcomes, propensityIn } from './draw-legs.ts';
import { legId } from './leg-id.ts';
import { allowanceOf, policyFor } from './plan-legs.ts';
import type { CatalogueWorkflow, RoutingDecision, RoutingView } from './routing.ts';
import { seededDraws } from './seeded-draws.ts';
import { resultWork } from './trim.ts';

/** Name of the rules below in the decision log. */
export const EFFECT_POLICY_VERSION = 'effect-leg-1';

/**
 * One leg over the whole footage, or the part that it was trimmed to, for a run of a published effect. The choice is among the workflows that the revision
 * pins and that are still what was approved; it follows the effect type's policy in the manifest, so that ε of the
 * runs explore. Workflows that the run has tried are left out.
 * @returns no leg when nothing is left; `decision.considered` then says why for each pinned workflow
 */
export function planEffectLeg(
  run: RunSaga,
  routing: RoutingView,
  policy: Pick<SagaPolicy, 'epsilon'>,
): { leg: Leg | null; decision: RoutingDecision } {
  const effect = run.effectInUse!;
  const { manifest } = routing;
  const tried = new Set(run.legs.map(({ workflowId }) => workflowId));
  const pinned = new Set(effect.workflows.map(({ workflowId }) => workflowId));
  const considered = considerWorkflows(routing, new Set([effect.effectTypeId]))
    .filter(({ workflow }) => pinned.has(workflow.workflowId))
    .map((item) => {
      const obstacle = obstacleTo(item.workflow, effect, tried);
      return obstacle ? { ...item, eligible: false, canRun: false, reason: obstacle } : item;
    });
  const eligible = considered.filter((item) => item.eligible);
  const { seed, draws } = seededDraws(`${run.runId}:${tried.size}`, manifest?.digest ?? 'no-manifest');
  const allowance = allowanceOf(routing);
  const effectPolicy = policyFor(effect.effectTypeId, routing, policy.epsilon);
  const outcomes = lastLegOutcomes(greedyChoice(eligible, effect.effectTypeId, 1), eligible, {
    ...effectPolicy,
    allowance,
  });
  const outcome = drawOutcome(outcomes, draws[0]!);
  const [chosen] = outcome.chosen;
  return {
    leg: chosen
      ? toLeg(run, chosen.workflow, {
          role: outcome.explored.has(chosen) ? 'exploration' : 'candidate',
          expectedCostNanoUsd: chosen.entry?.expectedCostNanoUsd ?? null,
        })
      : null,
    decision: {
      manifestVersion: manifest?.version ?? null,
      policyVersion: EFFECT_POLICY_VERSION,
      considered: considered.map((item) => ({
        workflowId: item.workflow.workflowId,
        providerId: item.workflow.providerId,
        effectTypeId: item.workflow.effectTypeId,
        eligible: item.eligible,
        reason: item.reason,
        rank: item.entry?.rank ?? null,
        weight: item.eligible ? (item.entry?.weight ?? 0) : 0,
        propensity: propensityIn(outcomes, item),
      })),
      seed,
      effectTypeId: effect.effectTypeId,
      policyKind: effectPolicy.kind,
      explorationShare: effectPolicy.explorationShare,
      isManifestStale: routing.isManifestStale ?? false,
      isExplorationStopped: allowance.isStopped,
      trialId: null,
    },
  };
}

function obstacleTo(
  { workflowId, digest }: CatalogueWorkflow,
  { workflows }: EffectInUse,
  tried: ReadonlySet<string>,
): string | null {
  if (tried.has(workflowId)) return 'this run has tried it';
  const approved = workflows.find((one) => one.workflowId === workflowId);
  return approved?.digest === digest ? null : 'the workflow was changed since the effect was approved';
}

function toLeg(
  run: RunSaga,
  { workflowId, providerId, digest, effectTypeId }: CatalogueWorkflow,
  { role, expectedCostNanoUsd }: Pick<Leg, 'role' | 'expectedCostNanoUsd'>,
): Leg {
  const { runId, legs, variants } = run;
  const [variant] = variants!;
  return {
    taskId: legId(runId, legs.length),
    ordinal: legs.length,
    role,
    finishes: null,
    providerId,
    workflowId,
    workflowDigest: digest,
    effectTypeId,
    promptVariantId: variant!.variantId,
    parameters: variant!.parameters,
    ...resultWork(run),
    onlyAgentId: null,
    expectedCostNanoUsd,
    isDispatched: false,
    output: null,
    quality: null,
    failureCause: null,
    isCancelled: false,
    ranking: null,
  };
}
