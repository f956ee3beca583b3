import { roundToSum } from '../../statistics/round-to-sum.ts';
import type { Driver, MarginDrivers } from './margin-drivers.ts';
import { shapleyOfProduct } from './shapley.ts';

/** Why money moved. */
export const WHY_KINDS = [
  'VOLUME',
  'MIX',
  'PRICE',
  'REFUNDS',
  'PARTNER_COST',
  'COMPUTE_COST',
  'EXPLORATION',
  'IDLE',
] as const;
export type WhyKind = (typeof WHY_KINDS)[number];

/** One reason's part of a change, in nano-USD; positive is for the better. */
export interface MoneyPart {
  profitNanoUsd: bigint;
  /** The part of it that is revenue. */
  revenueNanoUsd: bigint;
}

export type MoneyParts = Record<WhyKind, MoneyPart>;

/** How much was done in each window: charged runs, or one when there was work without any, or none. */
export interface Volumes {
  earlier: number;
  later: number;
}

/**
 * Why one slice's profit changed, in whole nano-USD that add up to the change exactly. Each driven amount is volume × share ×
 * rate, where volume is all charged runs, share is how many of the slice's things come on one of them (the mix), and
 * rate is price or unit cost. A rate or share that a window does not have is taken from the other one, so that what is new or gone is mix.
 */
export function explainSlice(earlier: MarginDrivers, later: MarginDrivers, volumes: Volumes): MoneyParts {
  const gross = explainDriver(earlier.gross, later.gross, volumes);
  const compute = explainDriver(earlier.compute, later.compute, volumes);
  const partner = explainDriver(earlier.partner, later.partner, volumes);
  const cost = (amount: bigint): MoneyPart => ({ profitNanoUsd: -amount, revenueNanoUsd: 0n });
  const driven = (part: 'volume' | 'share'): MoneyPart => ({
    profitNanoUsd: gross[part] - compute[part] - partner[part],
    revenueNanoUsd: gross[part],
  });
  const refunds = later.refundNanoUsd - earlier.refundNanoUsd;
  return {
    VOLUME: driven('volume'),
    MIX: driven('share'),
    PRICE: { profitNanoUsd: gross.rate, revenueNanoUsd: gross.rate },
    REFUNDS: { profitNanoUsd: -refunds, revenueNanoUsd: -refunds },
    PARTNER_COST: cost(partner.rate),
    COMPUTE_COST: cost(compute.rate),
    EXPLORATION: cost(later.explorationNanoUsd - earlier.explorationNanoUsd),
    IDLE: cost(later.idleNanoUsd - earlier.idleNanoUsd),
  };
}

function explainDriver(earlier: Driver, later: Driver, volumes: Volumes) {
  const shareOf = (driver: Driver, volume: number) => (volume === 0 ? null : driver.count / volume);
  const [share0, share1] = borrow(shareOf(earlier, volumes.earlier), shareOf(later, volumes.later));
  const [rate0, rate1] = borrow(earlier.rate, later.rate);
  const parts = shapleyOfProduct([volumes.earlier, share0, rate0], [volumes.later, share1, rate1]);
  const [volume, share, rate] = roundToSum(parts, later.amountNanoUsd - earlier.amountNanoUsd) as [
    bigint,
    bigint,
    bigint,
  ];
  return { volume, share, rate };
}

const borrow = (a: number | null, b: number | null): [number, number] => [a ?? b ?? 0, b ?? a ?? 0];

/** No change. */
export const zeroParts = (): MoneyParts =>
  Object.fromEntries(
    WHY_KINDS.map((kind) => [kind, { profitNanoUsd: 0n, revenueNanoUsd: 0n }]),
  ) as MoneyParts;

/** Parts of several slices together. */
export function addParts(all: Iterable<MoneyParts>): MoneyParts {
  const sum = zeroParts();
  for (const parts of all) {
    for (const kind of WHY_KINDS) {
      sum[kind].profitNanoUsd += parts[kind].profitNanoUsd;
      sum[kind].revenueNanoUsd += parts[kind].revenueNanoUsd;
    }
  }
  return sum;
}
