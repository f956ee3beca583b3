import { addEvidence, type Evidence, noEvidence } from './evidence.ts';
import { type Expectation, expectationOf, poolOf } from './expectation.ts';
import { type History, historyOf } from './history.ts';
import { barOf, type Candidate, type EntryState, type ManifestEntry } from './manifest.ts';
import { boundedMerit, type Merit, rankingOf, type Yardstick } from './merit.ts';
import type { Observation } from './observation.ts';
import { CYCLE_MS, cycleOf, LEARNING, type RoutingPolicy } from './policy.ts';
import { entryOf } from './to-entry.ts';
import { epsilonGreedyWeights, thompsonWeights } from './weights.ts';

/** What routing is decided under, besides the candidates and what was seen of them. */
export interface RoutingWorld {
  now: Date;
  policyOf: (effectTypeId: string) => RoutingPolicy;
  /** What one run of an effect type earns, in nano-USD; null while there is no price. */
  revenueOf: (effectTypeId: string) => number | null;
  isExplorationStopped: boolean;
}

/** A candidate with everything that is known of it. */
export interface Assessed {
  candidate: Candidate;
  history: History;
  expectation: Expectation;
  merit: Merit;
  state: EntryState;
  /** Code of why it gets no traffic; null when it does. */
  obstacle: string | null;
}

/**
 * Ranks the workflows of every effect type and shares out its traffic. Pure: the same candidates, observations and
 * world give the same entries, whatever their order.
 *
 * A workflow is eligible when nothing bars it, its gate is open ({@link historyOf}), it is no newcomer and the upper
 * bound of its quality reaches the effect's floor. The eligible are ranked by {@link rankingOf}: those whose
 * lower bound of quality meets the floor first, then by the lower bound of margin, and where margins are the same
 * to the business, by utility. The policy turns that into shares ({@link epsilonGreedyWeights},
 * {@link thompsonWeights}); while exploration is stopped, the best gets everything.
 */
export function generateEntries(
  candidates: readonly Candidate[],
  observations: readonly Observation[],
  world: RoutingWorld,
): ManifestEntry[] {
  const byEffect = Map.groupBy(candidates, (candidate) => candidate.effectTypeId);
  const byWorkflow = Map.groupBy(observations, keyOf);
  return [...byEffect.keys()]
    .sort()
    .flatMap((effectTypeId) => entriesOfEffect(byEffect.get(effectTypeId)!, byWorkflow, world));
}

const keyOf = (one: { effectTypeId: string; workflowId: string; providerId: string }): string =>
  `${one.effectTypeId}/${one.workflowId}/${one.providerId}`;

function entriesOfEffect(
  candidates: readonly Candidate[],
  observations: ReadonlyMap<string, readonly Observation[]>,
  world: RoutingWorld,
): ManifestEntry[] {
  const { effectTypeId } = candidates[0]!;
  const ordered = [...candidates].sort((a, b) => (a.workflowId < b.workflowId ? -1 : 1));
  const histories = ordered.map((one) =>
    historyOf(observations.get(keyOf(one)) ?? [], world.now, one.changedAt),
  );
  const known = histories.map((history) => history.evidence);
  const yardstick: Yardstick = {
    policy: world.policyOf(effectTypeId),
    pool: poolOf(known, known.reduce<Evidence>(addEvidence, noEvidence())),
    revenueNanoUsd: world.revenueOf(effectTypeId),
  };
  const hasProven = histories.some(({ sampleCount }) => sampleCount >= LEARNING.shadowSamples);
  const assessed = ordered.map((candidate, index): Assessed => {
    const history = histories[index]!;
    const expectation = expectationOf(history.evidence, yardstick.pool);
    const merit = boundedMerit(expectation, candidate.providerStatus === 'DEGRADED', yardstick);
    return {
      candidate,
      history,
      expectation,
      merit,
      ...standing(candidate, history, expectation, yardstick.policy, hasProven),
    };
  });
  const eligible = assessed.filter((one) => one.obstacle === null);
  const pinned = eligible.filter(({ candidate }) => candidate.order?.kind === 'PIN');
  const shared = pinned.length > 0 ? pinned : eligible;
  const weights = new Map(
    weightsOf(shared, yardstick, world, effectTypeId).map((weight, index) => [shared[index]!, weight]),
  );
  const { marginTolerance } = yardstick.policy;
  const inOrder = [shared, eligible.filter((one) => !shared.includes(one))].flatMap((group) =>
    rankingOf(
      group.map(({ merit }) => merit),
      marginTolerance,
    ).flatMap((equals) => equals.map((index) => group[index]!)),
  );
  return [...inOrder, ...assessed.filter((one) => one.obstacle !== null)].map((one, index) =>
    entryOf(one, { rank: index + 1, weight: weights.get(one) ?? 0, yardstick, world }),
  );
}

/** Whether a workflow gets traffic, and what else it gets when not. */
function standing(
  candidate: Candidate,
  history: History,
  { quality }: Expectation,
  policy: RoutingPolicy,
  hasProven: boolean,
): Pick<Assessed, 'state' | 'obstacle'> {
  const bar = barOf(candidate);
  if (bar) return { state: 'BARRED', obstacle: bar };
  if (history.isUnpriced) return { state: 'BARRED', obstacle: 'UNPRICED' };
  if (history.isGated) return { state: 'PROBING', obstacle: 'FAILING' };
  if (candidate.order?.kind === 'SHADOW') {
    return { state: 'SHADOW', obstacle: `SHADOWED_BY_ADMIN: ${candidate.order.reason}` };
  }
  const isUnproven = history.sampleCount < LEARNING.shadowSamples;
  if (candidate.isNewcomer && isUnproven && hasProven && candidate.order?.kind !== 'PIN') {
    return {
      state: 'SHADOW',
      obstacle: `NEW: ${history.sampleCount} of ${LEARNING.shadowSamples} legs measured`,
    };
  }
  const isBelowFloor =
    history.evidence.judged > 0 &&
    quality !== null &&
    quality.mean + LEARNING.boundZ * quality.error < policy.qualityFloor;
  return isBelowFloor
    ? { state: 'BARRED', obstacle: 'BELOW_QUALITY_FLOOR' }
    : { state: 'ELIGIBLE', obstacle: null };
}

function weightsOf(
  shared: readonly Assessed[],
  yardstick: Yardstick,
  world: RoutingWorld,
  effectTypeId: string,
): number[] {
  if (shared.length === 0) return [];
  const arms = shared.map(({ expectation, merit, candidate }) => ({
    expectation,
    merit,
    isDegraded: candidate.providerStatus === 'DEGRADED',
  }));
  if (world.isExplorationStopped) return epsilonGreedyWeights(arms, 0, yardstick);
  const { policy } = yardstick;
  switch (policy.kind) {
    case 'EPSILON_GREEDY':
      return epsilonGreedyWeights(arms, policy.explorationShare, yardstick);
    case 'THOMPSON': {
      const cycle = Math.round(cycleOf(world.now).getTime() / CYCLE_MS);
      const seed = `${LEARNING.version}:${effectTypeId}:${cycle}`;
      return thompsonWeights(arms, policy.weightFloor, yardstick, seed);
    }
  }
}
