import type { Leg } from '../leg.ts';
import type { AnalysisFacts, PromptVariant } from '../saga/run-saga.ts';
import type { SagaPolicy } from '../saga/saga-policy.ts';
import { type Considered, considerWorkflows } from './consider-workflows.ts';
import {
  drawOutcome,
  greedyChoice,
  isAffordable,
  lastLegOutcomes,
  type Outcome,
  propensityIn,
  type TrialInForce,
  trialFor,
  withTrial,
} from './draw-legs.ts';
import { legId } from './leg-id.ts';
import type { EffectPolicy, ExplorationAllowance, RoutingDecision, RoutingView } from './routing.ts';
import { seededDraws } from './seeded-draws.ts';

/** Name of the rules below in the decision log; a change of them is a new version. */
export const POLICY_VERSION = 'planned-legs-2';
/** Keys the draws while there is no manifest. */
const NO_MANIFEST = 'no-manifest';

interface PlannedRun {
  runId: string;
  analysis: AnalysisFacts;
  variants: readonly PromptVariant[];
}

/**
 * Decides which workflows get a leg: the best ones of the best effect type, from different providers as far as there
 * are enough; the last leg is drawn by the effect's policy, a share of runs takes part in an A/B, and at most one
 * workflow that is measured or probed unseen gets a shadow leg. All of it passes the exploration allowance.
 * Deterministic in the run, the manifest, the catalogue and the allowance.
 * @returns no legs when nothing is eligible; `decision.considered` then says why for each
 */
export function planLegs(
  run: PlannedRun,
  routing: RoutingView,
  policy: Pick<SagaPolicy, 'legCount' | 'epsilon'>,
): { legs: Leg[]; decision: RoutingDecision } {
  const { runId, analysis, variants } = run;
  const { manifest } = routing;
  const suitable = new Set(analysis.eligibleEffectTypes.map(({ effectTypeId }) => effectTypeId));
  const wanted = [...new Set(variants.map(({ effectTypeId }) => effectTypeId))].filter((type) =>
    suitable.has(type),
  );
  const considered = considerWorkflows(routing, new Set(wanted));
  const eligible = considered.filter((item) => item.eligible);
  const effectTypeId = wanted.find((type) => eligible.some(({ workflow }) => workflow.effectTypeId === type));
  const { seed, draws } = seededDraws(runId, manifest?.digest ?? NO_MANIFEST);
  const allowance = allowanceOf(routing);
  const effectPolicy = policyFor(effectTypeId, routing, policy.epsilon);
  const plain = lastLegOutcomes(greedyChoice(eligible, effectTypeId, policy.legCount), eligible, {
    ...effectPolicy,
    allowance,
  });
  const found = trialFor(effectTypeId, manifest?.trials ?? [], considered);
  const trial = found?.pair.every((item) => isAffordable(item, considered, allowance)) ? found : null;
  const outcomes = trial ? withTrial(plain, trial, policy.legCount) : plain;
  const outcome = drawOutcome(outcomes, draws[0]!);
  const shadows =
    outcome.chosen.length === 0 ? [] : shadowsOf(outcome, trial, considered, allowance, draws[3]!);
  // Variants rotate from a drawn start, so that no provider always gets the gentler one.
  const firstVariant = Math.floor(draws[2]! * variants.length);
  const roleOf = (item: Considered): Leg['role'] =>
    shadows.includes(item) ? 'shadow' : outcome.explored.has(item) ? 'exploration' : 'candidate';
  const legs = [...outcome.chosen, ...shadows].map((item, ordinal) =>
    toLeg(run, item, { ordinal, turn: firstVariant + ordinal, role: roleOf(item) }),
  );
  return {
    legs,
    decision: {
      manifestVersion: manifest?.version ?? null,
      policyVersion: POLICY_VERSION,
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
      ...(effectTypeId === undefined ? {} : { effectTypeId }),
      policyKind: effectPolicy.kind,
      explorationShare: effectPolicy.explorationShare,
      isManifestStale: routing.isManifestStale ?? false,
      isExplorationStopped: allowance.isStopped,
      trialId: outcome.isTrial && trial ? trial.trial.trialId : null,
    },
  };
}

const UNLIMITED: ExplorationAllowance = { isStopped: false, leftNanoUsd: null, shadowLegs: new Map() };

/** A silent economic engine cannot say when to stop, so nothing is explored by its last word. */
export function allowanceOf({
  exploration = UNLIMITED,
  isManifestStale,
  manifest,
}: RoutingView): ExplorationAllowance {
  const isStopped = exploration.isStopped || isManifestStale || manifest?.isExplorationStopped;
  return { ...exploration, isStopped: isStopped ?? false };
}

/** The effect's policy in the manifest; without one, ε-greedy with the saga's own ε. */
export function policyFor(
  effectTypeId: string | undefined,
  { manifest }: RoutingView,
  epsilon: number,
): Pick<EffectPolicy, 'kind' | 'explorationShare'> {
  const own = manifest?.policies.find((one) => one.effectTypeId === effectTypeId);
  return own ?? { kind: 'EPSILON_GREEDY', explorationShare: epsilon };
}

/** Legs that people never see: of an unseen A/B what the run has not tried anyway, else one that is due to be measured. */
function shadowsOf(
  { chosen, isTrial }: Outcome,
  trial: TrialInForce | null,
  considered: readonly Considered[],
  allowance: ExplorationAllowance,
  u: number,
): Considered[] {
  if (isTrial && trial?.trial.mode === 'SHADOW') {
    return trial.pair.filter((item) => !chosen.includes(item));
  }
  const usedOf = ({ workflow }: Considered): number => allowance.shadowLegs.get(workflow.workflowId) ?? 0;
  const due = considered.filter(
    (item) =>
      item.canRun &&
      !item.eligible &&
      item.workflow.effectTypeId === chosen[0]!.workflow.effectTypeId &&
      usedOf(item) < (item.entry?.shadowLegsPerCycle ?? 0) &&
      isAffordable(item, considered, allowance),
  );
  const fewest = Math.min(...due.map(usedOf));
  const next = due.filter((item) => usedOf(item) === fewest);
  return next.slice(Math.floor(u * next.length)).slice(0, 1);
}

function toLeg(
  { runId, analysis, variants }: PlannedRun,
  { workflow, entry }: Considered,
  { ordinal, turn, role }: { ordinal: number; turn: number; role: Leg['role'] },
): Leg {
  const fitting = variants.filter(({ effectTypeId }) => effectTypeId === workflow.effectTypeId);
  const variant = fitting[turn % fitting.length]!;
  return {
    taskId: legId(runId, ordinal),
    ordinal,
    role,
    finishes: null,
    providerId: workflow.providerId,
    workflowId: workflow.workflowId,
    workflowDigest: workflow.digest,
    effectTypeId: workflow.effectTypeId,
    promptVariantId: variant.variantId,
    parameters: variant.parameters,
    excerpt: analysis.excerpt,
    onlyAgentId: null,
    workUnits: (analysis.excerpt.durationMs / 1_000) * analysis.footageMegapixels,
    expectedCostNanoUsd: entry?.expectedCostNanoUsd ?? null,
    isDispatched: false,
    output: null,
    quality: null,
    failureCause: null,
    isCancelled: false,
    ranking: null,
  };
}
