import { considerWorkflows } from './consider-workflows.ts';
import type { Leg } from './leg.ts';
import { legId } from './leg-id.ts';
import type { RoutingDecision, RoutingView } from './routing.ts';
import type { AnalysisFacts, PromptVariant } from './run-saga.ts';

/** Name of the rules below in the decision log. */
export const BENCHMARK_POLICY_VERSION = 'benchmark-1';

/**
 * A leg for every workflow of the effect type that can work now, on the whole footage and with one and the same
 * prompt. The manifest is not asked: what it bars for failing is what wants fresh evidence.
 * @returns no legs when nothing can work; `decision.considered` then says why for each
 */
export function planBenchmark(
  run: { runId: string; analysis: AnalysisFacts; variants: readonly PromptVariant[] },
  effectTypeId: string,
  { catalogue }: RoutingView,
): { legs: Leg[]; decision: RoutingDecision } {
  const { analysis, variants } = run;
  const variant = variants.find((candidate) => candidate.effectTypeId === effectTypeId)!;
  const considered = considerWorkflows(
    { catalogue, manifest: null, budgetContext: 'benchmark' },
    new Set([effectTypeId]),
  );
  const legs = considered
    .filter(({ eligible }) => eligible)
    .map(
      ({ workflow }, ordinal): Leg => ({
        taskId: legId(run.runId, ordinal),
        ordinal,
        role: 'candidate',
        finishes: null,
        providerId: workflow.providerId,
        workflowId: workflow.workflowId,
        workflowDigest: workflow.digest,
        effectTypeId,
        promptVariantId: variant.variantId,
        parameters: variant.parameters,
        excerpt: null,
        workUnits: (analysis.footageDurationMs / 1_000) * analysis.footageMegapixels,
        expectedCostNanoUsd: null,
        isDispatched: false,
        output: null,
        quality: null,
        failureCause: null,
        isCancelled: false,
        ranking: null,
      }),
    );
  return {
    legs,
    decision: {
      manifestVersion: null,
      policyVersion: BENCHMARK_POLICY_VERSION,
      considered: considered.map(({ workflow, eligible, reason }) => ({
        workflowId: workflow.workflowId,
        providerId: workflow.providerId,
        effectTypeId: workflow.effectTypeId,
        eligible,
        reason,
        rank: null,
        weight: 0,
        propensity: eligible ? 1 : 0,
      })),
      // Nothing is drawn.
      seed: BENCHMARK_POLICY_VERSION,
      effectTypeId,
      policyKind: 'EPSILON_GREEDY',
      explorationShare: 0,
      isManifestStale: false,
      isExplorationStopped: false,
      trialId: null,
    },
  };
}
