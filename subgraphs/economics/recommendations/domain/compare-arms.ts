import type { Stratum, Sums } from '../../statistics/cluster-bootstrap.ts';
import { effectiveSizeOf } from '../../statistics/effective-sample-size.ts';
import type { AdvicePolicy } from './advice-policy.ts';
import { type ArmRow, rowsBy, sumOf } from './evidence.ts';
import type { EvidenceSource } from './recommendation.ts';

/** Two ways of doing the same, by the rows of each. */
export interface Pair {
  from: readonly ArmRow[];
  to: readonly ArmRow[];
}

/** Numbers in one arm's sums; the second arm's follow the first one's. */
const WIDTH = 6;
interface ArmSums {
  units: number;
  cost: number;
  judged: number;
  quality: number;
  charged: number;
  refunded: number;
}

/** Runs that an arm won, and those of them whose money went back, per cluster. */
export type Wins = ReadonlyMap<string, { charged: number; refunded: number }>;

/** One stratum whose clusters hold both arms side by side, so that what one person did stays together. */
export function pairedStratum(name: string, pair: Pair, wins: { from: Wins; to: Wins }): Stratum {
  const sides = [
    { rows: rowsBy(pair.from, (row) => row.cluster), wins: wins.from },
    { rows: rowsBy(pair.to, (row) => row.cluster), wins: wins.to },
  ];
  const names = new Set(sides.flatMap(({ rows, wins: won }) => [...rows.keys(), ...won.keys()]));
  const clusters = [...names].sort().map((cluster) =>
    sides.flatMap(({ rows, wins: won }) => {
      const own = rows.get(cluster) ?? [];
      return [
        sumOf(own, (row) => row.deliveredUnits),
        sumOf(own, (row) => row.costNanoUsd),
        sumOf(own, (row) => row.judged),
        sumOf(own, (row) => row.quality),
        won.get(cluster)?.charged ?? 0,
        won.get(cluster)?.refunded ?? 0,
      ];
    }),
  );
  return { name, clusters };
}

/** The sums of both arms. */
export function splitArms(sums: Sums): { from: ArmSums; to: ArmSums } {
  return { from: armAt(sums, 0), to: armAt(sums, WIDTH) };
}

const armAt = (sums: Sums, at: number): ArmSums => ({
  units: sums[at] ?? 0,
  cost: sums[at + 1] ?? 0,
  judged: sums[at + 2] ?? 0,
  quality: sums[at + 3] ?? 0,
  charged: sums[at + 4] ?? 0,
  refunded: sums[at + 5] ?? 0,
});

/** Cost per delivered unit: what failed attempts cost is carried by those that delivered. */
export const unitCost = ({ cost, units }: ArmSums): number =>
  units > 0 ? cost / units : Number.POSITIVE_INFINITY;
export const meanQuality = ({ quality, judged }: ArmSums): number => (judged > 0 ? quality / judged : 0);

/** How many executions both arms have at least; null while one of them has too little to say anything. */
export function enoughSamples(pair: Pair, source: EvidenceSource, policy: AdvicePolicy): number | null {
  const arms = [pair.from, pair.to];
  if (arms.some((rows) => sumOf(rows, (row) => row.unpriced) > 0)) return null;
  if (source === 'BENCHMARK') {
    const inputs = new Set(pair.from.map((row) => row.cluster));
    const pairs = new Set(pair.to.map((row) => row.cluster).filter((cluster) => inputs.has(cluster))).size;
    return pairs >= policy.minPairs ? pairs : null;
  }
  const samples = Math.min(...arms.map((rows) => sumOf(rows, (row) => row.judged)));
  const clusters = Math.min(...arms.map((rows) => new Set(rows.map((row) => row.cluster)).size));
  const effective = Math.min(...arms.map(effectiveOf));
  const suffices =
    samples >= policy.minSamples && clusters >= policy.minClusters && effective >= policy.minEffectiveSamples;
  return suffices ? samples : null;
}

/** Kish's size of a sample whose executions are weighted by work units. */
const effectiveOf = (rows: readonly ArmRow[]): number =>
  effectiveSizeOf(
    sumOf(rows, (row) => row.deliveredUnits),
    sumOf(rows, (row) => row.deliveredUnitsSquared),
  );
