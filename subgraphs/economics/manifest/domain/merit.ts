import { betaDraw, normalDraw } from '../../statistics/draws.ts';
import type { Random } from '../../statistics/seeded-random.ts';
import { type Estimate, type Expectation, type Pool, successOf } from './expectation.ts';
import { LEARNING, type RoutingPolicy } from './policy.ts';

/** What speaks for a workflow, seen by one set of numbers: its bounds, or one draw of what may be true. */
export interface Merit {
  /** 0: meets the quality floor; 1: it is not sure to; 2: it belongs to a degraded provider. Lower comes first. */
  tier: number;
  /** 1 − cost ÷ what a run earns; null without a cost or a price. */
  margin: number | null;
  /** 0 to 1, see {@link utilityOf}. */
  utility: number;
}

/** What an effect's workflows are measured with. */
export interface Yardstick {
  policy: RoutingPolicy;
  pool: Pool;
  /** What one run earns, in nano-USD; null while there is no price. */
  revenueNanoUsd: number | null;
}

/** Numbers of one workflow, whether expected or drawn. */
export interface Outlook {
  success: number;
  quality: number | null;
  costNanoUsd: number | null;
  durationMs: number | null;
}

const held = (value: number): number => Math.min(1, Math.max(0, value));

export function marginOf(costNanoUsd: number | null, revenueNanoUsd: number | null): number | null {
  return costNanoUsd === null || !revenueNanoUsd ? null : 1 - costNanoUsd / revenueNanoUsd;
}

/**
 * `U = ok · (wq·quality + wc·(1 − cost ÷ cap) + ws·(1 − duration ÷ SLO))`, each term held in 0..1. Additive: a
 * product would collapse at the first zero. Without a measurement a term is one half.
 */
export function utilityOf(outlook: Outlook, { policy, pool }: Yardstick): number {
  const perLeg = (perUnit: number | null): number | null =>
    perUnit === null || pool.unitsPerLeg === null ? null : 2 * perUnit * pool.unitsPerLeg;
  const thrift = (value: number | null, cap: number | null): number =>
    value === null || !cap ? 0.5 : held(1 - value / cap);
  return (
    outlook.success *
    (policy.qualityWeight * (outlook.quality ?? 0.5) +
      policy.costWeight * thrift(outlook.costNanoUsd, policy.costCapNanoUsd ?? perLeg(pool.costPerUnit)) +
      policy.speedWeight * thrift(outlook.durationMs, policy.durationSloMs ?? perLeg(pool.busyMsPerUnit)))
  );
}

export const outlookOf = (expected: Expectation): Outlook => ({
  success: successOf(expected),
  quality: expected.quality?.mean ?? null,
  costNanoUsd: expected.costNanoUsd?.mean ?? null,
  durationMs: expected.durationMs?.mean ?? null,
});

/** The merit that ranks: the lower bounds of margin and quality, the expected utility. */
export function boundedMerit(expected: Expectation, isDegraded: boolean, yardstick: Yardstick): Merit {
  const { quality, costNanoUsd } = expected;
  const z = LEARNING.boundZ;
  const isSureOfFloor = quality === null || quality.mean - z * quality.error >= yardstick.policy.qualityFloor;
  return {
    tier: isDegraded ? 2 : isSureOfFloor ? 0 : 1,
    margin: marginOf(costNanoUsd && costNanoUsd.mean + z * costNanoUsd.error, yardstick.revenueNanoUsd),
    utility: utilityOf(outlookOf(expected), yardstick),
  };
}

/** The merit in one world that may be the true one, drawn from what is known. */
export function drawnMerit(
  expected: Expectation,
  isDegraded: boolean,
  yardstick: Yardstick,
  random: Random,
): Merit {
  const drawn = (estimate: Estimate | null): number | null =>
    estimate && Math.max(0, estimate.mean + estimate.deviation * normalDraw(random));
  const { success } = expected;
  const outlook = {
    success: success ? betaDraw(random, Math.max(success.good, 1e-3), Math.max(success.bad, 1e-3)) : 1,
    quality: drawn(expected.quality),
    costNanoUsd: drawn(expected.costNanoUsd),
    durationMs: drawn(expected.durationMs),
  };
  const meetsFloor = outlook.quality === null || outlook.quality >= yardstick.policy.qualityFloor;
  return {
    tier: isDegraded ? 2 : meetsFloor ? 0 : 1,
    margin: marginOf(outlook.costNanoUsd, yardstick.revenueNanoUsd),
    utility: utilityOf(outlook, yardstick),
  };
}

/**
 * The best of some merits: of the lowest tier, the highest margin; where margins are within `tolerance` of it,
 * the highest utility. Unknown margins stand beside the best: what nobody measured must be tried.
 * @returns indices of the best, several when they are equal
 */
export function bestOf(merits: readonly Merit[], tolerance: number): number[] {
  let tier = Number.POSITIVE_INFINITY;
  for (const merit of merits) if (merit.tier < tier) tier = merit.tier;
  let margin = Number.NEGATIVE_INFINITY;
  for (const merit of merits) {
    if (merit.tier === tier && merit.margin !== null && merit.margin > margin) margin = merit.margin;
  }
  let utility = Number.NEGATIVE_INFINITY;
  let best: number[] = [];
  merits.forEach((merit, index) => {
    if (merit.tier !== tier || (merit.margin !== null && merit.margin < margin - tolerance)) return;
    if (merit.utility > utility + 1e-9) {
      utility = merit.utility;
      best = [index];
    } else if (merit.utility >= utility - 1e-9) best.push(index);
  });
  return best;
}

/** All of them, best first: the best, then the best of what is left, and so on. @returns indices in groups of equals */
export function rankingOf(merits: readonly Merit[], tolerance: number): number[][] {
  let left = merits.map((_, index) => index);
  const groups: number[][] = [];
  while (left.length > 0) {
    const best = bestOf(
      left.map((index) => merits[index]!),
      tolerance,
    ).map((place) => left[place]!);
    groups.push(best);
    left = left.filter((index) => !best.includes(index));
  }
  return groups;
}
