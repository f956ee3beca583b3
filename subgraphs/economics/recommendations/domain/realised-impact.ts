import { clusterBootstrap, observedSums, type Sums } from '../../statistics/cluster-bootstrap.ts';
import { quantile } from '../../statistics/quantile.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { type AdvicePolicy, DAYS_PER_MONTH } from './advice-policy.ts';
import { type ArmRow, type FleetDay, type RevenueRow, rowsBy, sumOf } from './evidence.ts';
import type { Measurement, Proposal } from './recommendation.ts';

/** What was seen in one of two equally long stretches of time. */
export interface Observed {
  arms: readonly ArmRow[];
  revenue: readonly RevenueRow[];
  fleetDays: readonly FleetDay[];
}

const [BEFORE_RUNS, BEFORE_PROFIT, AFTER_RUNS, AFTER_PROFIT] = [0, 1, 2, 3];

/**
 * What a change brought: profit per charged run after it less before it, times the runs of a month after it; for a
 * price the profit of a month after less before; for a smaller fleet what its idling cost per day before less after. The stretches are equally long and the interval is from the
 * same clustered bootstrap as the prediction. A before-after comparison cannot tell the change from what else
 * happened at the time; that is why the prediction stands beside it.
 * @returns null while there is too little on either side
 */
export function realisedImpact(
  proposal: Proposal,
  sides: { before: Observed; after: Observed; days: number },
  policy: AdvicePolicy,
  seed: string,
): Omit<Measurement, 'from' | 'to'> | null {
  return proposal.kind === 'FLEET_OPTIMIZATION' && proposal.change === 'SMALLER'
    ? ofFleet(proposal.fleet, sides, policy, seed)
    : ofRuns(proposal, sides, policy, seed);
}

/** Charged runs on each side below which nothing is said. */
const MIN_RUNS = 30;

function ofRuns(
  proposal: Proposal,
  { before, after, days }: { before: Observed; after: Observed; days: number },
  policy: AdvicePolicy,
  seed: string,
): Omit<Measurement, 'from' | 'to'> | null {
  const effectTypeId = 'effectTypeId' in proposal ? proposal.effectTypeId : null;
  const isInScope = (row: { effectTypeId: string }): boolean =>
    effectTypeId === null || row.effectTypeId === effectTypeId;
  const [own, later] = [before.revenue.filter(isInScope), after.revenue.filter(isInScope)];
  const runs = [own, later].map((rows) => sumOf(rows, (row) => row.chargedRuns));
  if (Math.min(...runs) < MIN_RUNS) return null;
  const effects = new Set([...own, ...later].map((row) => row.effectTypeId));
  const strata = [...effects].sort().map((name) => {
    const sides = [own, later].map((rows) =>
      rowsBy(
        rows.filter((row) => row.effectTypeId === name),
        (row) => row.cluster,
      ),
    );
    const people = new Set(sides.flatMap((side) => [...side.keys()]));
    const clusters = [...people].sort().map((person) =>
      sides.flatMap((side) => {
        const rows = side.get(person) ?? [];
        return [
          sumOf(rows, (row) => row.chargedRuns),
          sumOf(rows, (row) => row.revenueNanoUsd - row.costNanoUsd),
        ];
      }),
    );
    return { name, clusters };
  });
  const gain = (sums: readonly Sums[]): number => {
    const total = (at: number): number => sums.reduce((sum, stratum) => sum + (stratum[at] ?? 0), 0);
    // A price changes how many runs there are; what else is changed does not.
    if (proposal.kind === 'PRICE_ADJUSTMENT') {
      return ((total(AFTER_PROFIT) - total(BEFORE_PROFIT)) * DAYS_PER_MONTH) / days;
    }
    const perRun = total(AFTER_PROFIT) / total(AFTER_RUNS) - total(BEFORE_PROFIT) / total(BEFORE_RUNS);
    return (perRun * total(AFTER_RUNS) * DAYS_PER_MONTH) / days;
  };
  const draws = clusterBootstrap(strata, policy.bootstrapDraws, seededRandom(seed), gain);
  return {
    realised: estimateOf(gain(strata.map(observedSums)), draws, policy),
    qualityChange: qualityOf(after.arms.filter(isInScope)) - qualityOf(before.arms.filter(isInScope)),
    sampleCount: runs[1]!,
  };
}

function ofFleet(
  fleet: string,
  { before, after }: { before: Observed; after: Observed },
  policy: AdvicePolicy,
  seed: string,
): Omit<Measurement, 'from' | 'to'> | null {
  const idle = [before, after].map(({ fleetDays }) =>
    fleetDays.filter((day) => day.fleet === fleet).map((day) => [day.idleNanoUsd, 1]),
  );
  if (idle.some((days) => days.length < 7)) return null;
  const strata = idle.map((clusters, side) => ({ name: String(side), clusters }));
  const gain = ([was, is]: readonly Sums[]): number =>
    DAYS_PER_MONTH * (was![0]! / was![1]! - is![0]! / is![1]!);
  const draws = clusterBootstrap(strata, policy.bootstrapDraws, seededRandom(seed), gain);
  return {
    realised: estimateOf(gain(strata.map(observedSums)), draws, policy),
    qualityChange: null,
    sampleCount: idle[1]!.length,
  };
}

function estimateOf(expected: number, draws: readonly number[], policy: AdvicePolicy) {
  const sorted = draws.filter(Number.isFinite).sort((a, b) => a - b);
  const tail = (1 - policy.intervalLevel) / 2;
  return {
    expectedNanoUsd: BigInt(Math.round(expected)),
    lowerNanoUsd: BigInt(Math.round(quantile(sorted, tail))),
    upperNanoUsd: BigInt(Math.round(quantile(sorted, 1 - tail))),
    level: policy.intervalLevel,
  };
}

/** Mean composite of what people got. */
function qualityOf(arms: readonly ArmRow[]): number {
  const ofPeople = arms.filter((row) => row.source === 'USER_RUNS');
  const judged = sumOf(ofPeople, (row) => row.judged);
  return judged > 0 ? sumOf(ofPeople, (row) => row.quality) / judged : 0;
}
