import type { Random } from './seeded-random.ts';

/** Additive sums of one cluster (such as one person's executions), always the same length. */
export type Sums = readonly number[];

/** Clusters that are resampled among themselves only, such as the users of one effect. */
export interface Stratum {
  name: string;
  clusters: readonly Sums[];
}

/**
 * Bootstrap of statistics that are functions of sums, stratified, whole clusters at a time: executions of one person
 * resemble each other, so people are drawn and not executions (Cameron, Gelbach and Miller, Review of Economics and
 * Statistics 90, 2008; strata as in Davison and Hinkley, Bootstrap Methods, 1997, §3.2).
 * @param statistic from the resampled sums of every stratum, in their order
 * @returns one value of the statistic per draw, in the order of the draws
 */
export function clusterBootstrap<Value>(
  strata: readonly Stratum[],
  draws: number,
  random: Random,
  statistic: (sums: readonly Sums[], random: Random) => Value,
): Value[] {
  return Array.from({ length: draws }, () =>
    statistic(
      strata.map(({ clusters }) => resample(clusters, random)),
      random,
    ),
  );
}

/** Sums of a stratum as observed. */
export function observedSums({ clusters }: Stratum): Sums {
  return addUp(clusters);
}

function resample(clusters: readonly Sums[], random: Random): Sums {
  const { length } = clusters;
  const total = new Array<number>(clusters[0]?.length ?? 0).fill(0);
  for (let index = 0; index < length; index += 1) {
    const drawn = clusters[Math.floor(random() * length)]!;
    for (let at = 0; at < total.length; at += 1) total[at]! += drawn[at]!;
  }
  return total;
}

function addUp(clusters: readonly Sums[]): Sums {
  const total = new Array<number>(clusters[0]?.length ?? 0).fill(0);
  for (const cluster of clusters) {
    for (let at = 0; at < total.length; at += 1) total[at]! += cluster[at]!;
  }
  return total;
}
