import type { Considered } from './consider-workflows.ts';
import type { ExplorationAllowance, PolicyKind, RoutingTrial } from './routing.ts';

/** One way in which a run's legs may be chosen. The chances of all ways add up to 1. */
export interface Outcome {
  chance: number;
  /** Workflows that get legs people see. */
  chosen: readonly Considered[];
  /** Those among `chosen` that are there to learn from. */
  explored: ReadonlySet<Considered>;
  /** The run takes part in the A/B of its effect type. */
  isTrial: boolean;
}

/** How the last leg is drawn. */
export interface LastLegPolicy {
  kind: PolicyKind;
  /** ε. */
  explorationShare: number;
  /** Null when nothing holds exploration back. */
  allowance: ExplorationAllowance | null;
}

/** The first effect type with eligible workflows; one per provider first, then seconds of the same providers. */
export function greedyChoice(
  eligible: readonly Considered[],
  effectTypeId: string | undefined,
  legCount: number,
): Considered[] {
  const ofType = eligible.filter(({ workflow }) => workflow.effectTypeId === effectTypeId);
  const providers = new Set<string>();
  const firsts = ofType.filter(({ workflow }) => {
    const isNew = !providers.has(workflow.providerId);
    providers.add(workflow.providerId);
    return isNew;
  });
  return [...firsts, ...ofType.filter((item) => !firsts.includes(item))].slice(0, legCount);
}

/** Whether a leg that nobody ordered may be planned. A leg of unknown cost counts as the dearest that is known. */
export function isAffordable(
  item: Considered,
  all: readonly Considered[],
  allowance: ExplorationAllowance,
): boolean {
  if (allowance.isStopped) return false;
  return allowance.leftNanoUsd === null || exploratoryCost(item, all) <= allowance.leftNanoUsd;
}

export function exploratoryCost(item: Considered, all: readonly Considered[]): bigint {
  const known = item.entry?.expectedCostNanoUsd;
  if (known != null) return known;
  return all.reduce((most, { entry }) => {
    const cost = entry?.expectedCostNanoUsd ?? 0n;
    return cost > most ? cost : most;
  }, 0n);
}

/**
 * All ways to choose the last leg; those before it are certain. ε-greedy: the next by rank, with chance ε one of all
 * that are left. Thompson: by the manifest's weights of what is left of the same effect type. What exploration cannot
 * afford is drawn by nobody: its chance goes to the next by rank, so that what is logged is true.
 */
export function lastLegOutcomes(
  greedy: readonly Considered[],
  eligible: readonly Considered[],
  { kind, explorationShare, allowance }: LastLegPolicy,
): Outcome[] {
  const certain = greedy.slice(0, -1);
  const last = greedy.at(-1);
  if (!last) return [{ chance: 1, chosen: [], explored: new Set(), isTrial: false }];
  const pool = eligible.filter((item) => !certain.includes(item));
  const chances = chancesOf(pool, last, kind, explorationShare);
  for (const item of pool) {
    if (item === last || allowance === null || isAffordable(item, eligible, allowance)) continue;
    chances.set(last, chances.get(last)! + chances.get(item)!);
    chances.set(item, 0);
  }
  return [...chances].map(([item, chance]) => ({
    chance,
    chosen: [...certain, item],
    explored: new Set(item === last ? [] : [item]),
    isTrial: false,
  }));
}

function chancesOf(
  pool: readonly Considered[],
  last: Considered,
  kind: PolicyKind,
  explorationShare: number,
): Map<Considered, number> {
  const ofType = pool.filter(({ workflow }) => workflow.effectTypeId === last.workflow.effectTypeId);
  const total = ofType.reduce((sum, { entry }) => sum + (entry?.weight ?? 0), 0);
  if (kind === 'THOMPSON' && total > 0) {
    return new Map(pool.map((item) => [item, ofType.includes(item) ? (item.entry?.weight ?? 0) / total : 0]));
  }
  return new Map(
    pool.map((item) => [item, explorationShare / pool.length + (item === last ? 1 - explorationShare : 0)]),
  );
}

/** The outcome that a number in [0, 1) falls on. */
export function drawOutcome(outcomes: readonly Outcome[], u: number): Outcome {
  let left = u;
  for (const outcome of outcomes) {
    left -= outcome.chance;
    if (left < 0) return outcome;
  }
  // Chances add up to one but for rounding.
  return outcomes.findLast(({ chance }) => chance > 0)!;
}

/** Chance that a workflow gets a leg that people see. */
export function propensityIn(outcomes: readonly Outcome[], item: Considered): number {
  const sum = outcomes.reduce(
    (total, { chance, chosen }) => (chosen.includes(item) ? total + chance : total),
    0,
  );
  // What is in every outcome is certain, whatever the rounding of their chances.
  return sum > 1 - 1e-9 ? 1 : sum;
}

/**
 * The same outcomes where a share of runs takes part in an A/B. In one that people see, both workflows take the last
 * places; in an unseen one nothing changes here, and the missing legs are added as shadow legs.
 * @param legCount legs that people see; a run of such an A/B has at least two
 */
export function withTrial(
  outcomes: readonly Outcome[],
  { trial, pair }: TrialInForce,
  legCount: number,
): Outcome[] {
  const taking = outcomes.map((outcome): Outcome => {
    if (trial.mode === 'SHADOW') return { ...outcome, isTrial: true };
    const others = outcome.chosen.filter((item) => !pair.includes(item)).slice(0, Math.max(0, legCount - 2));
    const chosen = [...others, ...pair];
    const explored = chosen.filter((item) => !outcome.chosen.includes(item) || outcome.explored.has(item));
    return { chance: outcome.chance, chosen, explored: new Set(explored), isTrial: true };
  });
  const scaled = (of: readonly Outcome[], by: number): Outcome[] =>
    of.map((outcome) => ({ ...outcome, chance: outcome.chance * by }));
  return [...scaled(outcomes, 1 - trial.share), ...scaled(taking, trial.share)];
}

/** An A/B with the two workflows that it is about. */
export interface TrialInForce {
  trial: RoutingTrial;
  pair: readonly [Considered, Considered];
}

/** The A/B of an effect type whose workflows can both be run now; null when there is none. */
export function trialFor(
  effectTypeId: string | undefined,
  trials: readonly RoutingTrial[],
  considered: readonly Considered[],
): TrialInForce | null {
  const trial = trials.find((one) => one.effectTypeId === effectTypeId);
  if (!trial) return null;
  const pair = [trial.workflowA, trial.workflowB].map((workflowId) =>
    considered.find((item) => item.workflow.workflowId === workflowId && item.canRun),
  );
  const [a, b] = pair;
  if (!a || !b || (trial.mode === 'CANDIDATE' && !(a.eligible && b.eligible))) return null;
  return { trial, pair: [a, b] };
}
