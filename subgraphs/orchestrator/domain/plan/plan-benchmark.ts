import type { Leg } from '../leg.ts';
import type { AnalysisFacts, PromptVariant, TrialLeg } from '../saga/run-saga.ts';
import { considerWorkflows } from './consider-workflows.ts';
import { legId } from './leg-id.ts';
import type { RoutingDecision, RoutingView } from './routing.ts';

/** Name of the rules below in the decision log. */
export const BENCHMARK_POLICY_VERSION = 'benchmark-1';
const TRIAL_POLICY_VERSION = 'asked-for-1';

interface HouseRun {
  runId: string;
  analysis: AnalysisFacts;
  variants: readonly PromptVariant[];
}

/**
 * A leg for every workflow of the effect type that can work now, on the whole footage and with one and the same
 * prompt. The manifest is not asked: what it bars for failing is what wants fresh evidence.
 * @returns no legs when nothing can work; `decision.considered` then says why for each
 */
export function planBenchmark(
  run: HouseRun,
  effectTypeId: string,
  { catalogue }: RoutingView,
): { legs: Leg[]; decision: RoutingDecision } {
  const considered = considerWorkflows(
    { catalogue, manifest: null, budgetContext: 'benchmark' },
    new Set([effectTypeId]),
  );
  const legs = considered
    .filter(({ eligible }) => eligible)
    .map(({ workflow }, ordinal) => houseLeg(run, effectTypeId, { ...workflow, onlyAgentId: null }, ordinal));
  return {
    legs,
    decision: {
      ...NOTHING_DRAWN,
      effectTypeId,
      policyVersion: BENCHMARK_POLICY_VERSION,
      seed: BENCHMARK_POLICY_VERSION,
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
    },
  };
}

/** Exactly the legs that were asked for, on the whole footage: nothing is weighed and nothing drawn. */
export function planTrial(
  run: HouseRun,
  effectTypeId: string,
  wanted: readonly TrialLeg[],
): { legs: Leg[]; decision: RoutingDecision } {
  return {
    legs: wanted.map((one, ordinal) => houseLeg(run, effectTypeId, one, ordinal)),
    decision: {
      ...NOTHING_DRAWN,
      effectTypeId,
      policyVersion: TRIAL_POLICY_VERSION,
      seed: TRIAL_POLICY_VERSION,
      considered: wanted.map(({ workflowId, providerId }) => ({
        ...{ workflowId, providerId, effectTypeId },
        eligible: true,
        reason: 'asked for by name',
        rank: null,
        weight: 0,
        propensity: 1,
      })),
    },
  };
}

const NOTHING_DRAWN = {
  manifestVersion: null,
  policyKind: 'EPSILON_GREEDY',
  explorationShare: 0,
  isManifestStale: false,
  isExplorationStopped: false,
  trialId: null,
} as const;

function houseLeg(
  { runId, analysis, variants }: HouseRun,
  effectTypeId: string,
  { providerId, workflowId, digest, onlyAgentId }: TrialLeg,
  ordinal: number,
): Leg {
  const variant = variants.find((candidate) => candidate.effectTypeId === effectTypeId)!;
  return {
    taskId: legId(runId, ordinal),
    ordinal,
    role: 'candidate',
    finishes: null,
    providerId,
    workflowId,
    workflowDigest: digest,
    effectTypeId,
    promptVariantId: variant.variantId,
    parameters: variant.parameters,
    excerpt: null,
    onlyAgentId,
    workUnits: (analysis.footageDurationMs / 1_000) * analysis.footageMegapixels,
    expectedCostNanoUsd: null,
    isDispatched: false,
    output: null,
    quality: null,
    failureCause: null,
    isCancelled: false,
    ranking: null,
  };
}
