import type { Leg } from '../leg.ts';
import type { Rerender } from '../saga/rerender.ts';
import type { AnalysisFacts, PromptVariant } from '../saga/run-saga.ts';
import { considerWorkflows } from './consider-workflows.ts';
import { legId } from './leg-id.ts';
import type { RoutingDecision, RoutingView } from './routing.ts';

/** Name of the rules below in the decision log. */
export const RERENDER_POLICY_VERSION = 'rerender-1';

/**
 * One leg on the excerpt, by the very workflow that made the candidate: another would give another look. The manifest
 * is not asked, since the person chose.
 * @returns no leg when the workflow cannot work now; `decision.considered` then says why
 */
export function planRerender(
  {
    runId,
    analysis,
    variants,
  }: { runId: string; analysis: AnalysisFacts; variants: readonly PromptVariant[] },
  rerender: Rerender,
  routing: RoutingView,
): { legs: Leg[]; decision: RoutingDecision } {
  const [variant] = variants;
  const found = considerWorkflows(routing, new Set([rerender.effectTypeId])).find(
    ({ workflow }) => workflow.workflowId === rerender.workflowId,
  );
  const isSame = found?.workflow.digest === rerender.workflowDigest;
  const canRun = Boolean(found?.canRun && isSame);
  const reason = !found
    ? 'the workflow is not in the catalogue any more'
    : !isSame
      ? 'the workflow was changed since the candidate was made'
      : found.canRun
        ? 'it made the candidate'
        : found.reason;
  const leg: Leg = {
    taskId: legId(runId, 0),
    ordinal: 0,
    role: 'candidate',
    finishes: null,
    providerId: found?.workflow.providerId ?? '',
    workflowId: rerender.workflowId,
    workflowDigest: rerender.workflowDigest,
    effectTypeId: rerender.effectTypeId,
    promptVariantId: variant!.variantId,
    parameters: variant!.parameters,
    onlyAgentId: null,
    excerpt: analysis.excerpt,
    workUnits: (analysis.excerpt.durationMs / 1_000) * analysis.footageMegapixels,
    expectedCostNanoUsd: found?.entry?.expectedCostNanoUsd ?? null,
    isDispatched: false,
    output: null,
    quality: null,
    failureCause: null,
    isCancelled: false,
    ranking: null,
  };
  return {
    legs: canRun ? [leg] : [],
    decision: {
      manifestVersion: routing.manifest?.version ?? null,
      policyVersion: RERENDER_POLICY_VERSION,
      considered: [
        {
          workflowId: rerender.workflowId,
          providerId: found?.workflow.providerId ?? '',
          effectTypeId: rerender.effectTypeId,
          eligible: canRun,
          reason,
          rank: found?.entry?.rank ?? null,
          weight: 0,
          propensity: canRun ? 1 : 0,
        },
      ],
      // Nothing is drawn.
      seed: RERENDER_POLICY_VERSION,
      effectTypeId: rerender.effectTypeId,
      policyKind: 'EPSILON_GREEDY',
      explorationShare: 0,
      isManifestStale: routing.isManifestStale ?? false,
      isExplorationStopped: false,
      trialId: null,
    },
  };
}
