import { type Considered, considerWorkflows } from './consider-workflows.ts';
import type { Leg } from './leg.ts';
import { legId } from './leg-id.ts';
import type { RoutingDecision, RoutingView } from './routing.ts';
import type { AnalysisFacts, PromptVariant } from './run-saga.ts';
import type { SagaPolicy } from './saga-policy.ts';
import { seededDraws } from './seeded-draws.ts';

/** Name of the rules below in the decision log; a change of them is a new version. */
export const POLICY_VERSION = 'epsilon-greedy-1';
/** Keys the draws while there is no manifest. */
const NO_MANIFEST = 'no-manifest';

interface PlannedRun {
  runId: string;
  analysis: AnalysisFacts;
  variants: readonly PromptVariant[];
}

/**
 * Decides which workflows get a leg: the best ones of the best effect type, from different providers as
 * far as there are enough; with chance ε the last leg explores another eligible workflow instead.
 * Deterministic in the run, the manifest and the catalogue.
 * @returns no legs when nothing is eligible; `decision.considered` then says why for each
 */
export function planLegs(
  { runId, analysis, variants }: PlannedRun,
  routing: RoutingView,
  policy: Pick<SagaPolicy, 'legCount' | 'epsilon'>,
): { legs: Leg[]; decision: RoutingDecision } {
  const suitable = new Set(analysis.eligibleEffectTypes.map(({ effectTypeId }) => effectTypeId));
  const wanted = [...new Set(variants.map(({ effectTypeId }) => effectTypeId))].filter((type) =>
    suitable.has(type),
  );
  const considered = considerWorkflows(routing, new Set(wanted));
  const eligible = considered.filter((item) => item.eligible);
  const { seed, draws } = seededDraws(runId, routing.manifest?.digest ?? NO_MANIFEST);
  const greedy = greedyChoice(eligible, wanted, policy.legCount);
  const choice = explore(greedy, eligible, policy.epsilon, [draws[0]!, draws[1]!]);
  // Variants rotate from a drawn start, so that no provider always gets the gentler one.
  const firstVariant = Math.floor(draws[2]! * variants.length);
  const legs = choice.chosen.map((item, ordinal) =>
    toLeg(
      { runId, analysis, variants },
      item,
      ordinal,
      firstVariant + ordinal,
      choice.exploredIndex === ordinal,
    ),
  );
  return {
    legs,
    decision: {
      manifestVersion: routing.manifest?.version ?? null,
      policyVersion: POLICY_VERSION,
      considered: considered.map((item) => ({
        workflowId: item.workflow.workflowId,
        eligible: item.eligible,
        reason: item.reason,
        weight: item.eligible ? (item.entry?.weight ?? 0) : 0,
        propensity: choice.propensity(item),
      })),
      seed,
    },
  };
}

/** The first effect type with eligible workflows; one per provider first, then seconds of the same providers. */
function greedyChoice(
  eligible: readonly Considered[],
  wanted: readonly string[],
  legCount: number,
): Considered[] {
  const type = wanted.find((candidate) =>
    eligible.some(({ workflow }) => workflow.effectTypeId === candidate),
  );
  const ofType = eligible.filter(({ workflow }) => workflow.effectTypeId === type);
  const providers = new Set<string>();
  const firsts = ofType.filter(({ workflow }) => {
    const isNew = !providers.has(workflow.providerId);
    providers.add(workflow.providerId);
    return isNew;
  });
  return [...firsts, ...ofType.filter((item) => !firsts.includes(item))].slice(0, legCount);
}

/** Puts a drawn workflow in the last place with chance ε. The places before it are certain. */
function explore(
  greedy: readonly Considered[],
  eligible: readonly Considered[],
  epsilon: number,
  [whether, which]: readonly [number, number],
) {
  const certain = greedy.slice(0, -1);
  const last = greedy.at(-1);
  const pool = eligible.filter((item) => !certain.includes(item));
  const isExploring = whether < epsilon;
  const drawn = isExploring ? pool[Math.floor(which * pool.length)] : last;
  const chosen = drawn ? [...certain, drawn] : certain;
  return {
    chosen,
    exploredIndex: isExploring && drawn !== last ? chosen.length - 1 : null,
    propensity: (item: Considered): number => {
      if (certain.includes(item)) return 1;
      if (!pool.includes(item)) return 0;
      return epsilon / pool.length + (item === last ? 1 - epsilon : 0);
    },
  };
}

function toLeg(
  { runId, analysis, variants }: PlannedRun,
  { workflow, entry }: Considered,
  ordinal: number,
  turn: number,
  isExploration: boolean,
): Leg {
  const fitting = variants.filter(({ effectTypeId }) => effectTypeId === workflow.effectTypeId);
  const variant = fitting[turn % fitting.length]!;
  return {
    taskId: legId(runId, ordinal),
    ordinal,
    role: isExploration ? 'exploration' : 'candidate',
    finishes: null,
    providerId: workflow.providerId,
    workflowId: workflow.workflowId,
    workflowDigest: workflow.digest,
    effectTypeId: workflow.effectTypeId,
    promptVariantId: variant.variantId,
    parameters: variant.parameters,
    excerpt: analysis.excerpt,
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
