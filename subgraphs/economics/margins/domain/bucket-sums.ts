/**
 * Integer sums of a slice; every one of them can be added and taken away, so corrections and late events are
 * exact. Costs are cut twice: by who bears them (`run…` to `pending…`, marginal cost only) and by what they paid
 * for (`busy…` to `idle…`, whoever bears them); the first four and busy + startup + partner add up to the same.
 */
export interface BucketSums {
  /** After refunds. */
  revenueNanoUsd: bigint;
  /** What went back, as a positive amount. */
  refundNanoUsd: bigint;
  chargedTokens: bigint;
  chargedRuns: bigint;
  runCostNanoUsd: bigint;
  explorationCostNanoUsd: bigint;
  platformCostNanoUsd: bigint;
  pendingCostNanoUsd: bigint;
  busyCostNanoUsd: bigint;
  startupCostNanoUsd: bigint;
  partnerCostNanoUsd: bigint;
  /** In no bearer's sum: it belongs to the loaded cost alone. */
  idleCostNanoUsd: bigint;
  /** The part of the partner cost that exploration bears. */
  explorationPartnerCostNanoUsd: bigint;
  attempts: bigint;
  partnerCalls: bigint;
  /** Attempts and partner calls without a price. */
  unpricedAttempts: bigint;
  busyMs: bigint;
}

export type SumField = keyof BucketSums;

export const ZERO_SUMS: Readonly<BucketSums> = Object.freeze({
  revenueNanoUsd: 0n,
  refundNanoUsd: 0n,
  chargedTokens: 0n,
  chargedRuns: 0n,
  runCostNanoUsd: 0n,
  explorationCostNanoUsd: 0n,
  platformCostNanoUsd: 0n,
  pendingCostNanoUsd: 0n,
  busyCostNanoUsd: 0n,
  startupCostNanoUsd: 0n,
  partnerCostNanoUsd: 0n,
  idleCostNanoUsd: 0n,
  explorationPartnerCostNanoUsd: 0n,
  attempts: 0n,
  partnerCalls: 0n,
  unpricedAttempts: 0n,
  busyMs: 0n,
});

/** All sums, in one fixed order. */
export const SUM_FIELDS = Object.keys(ZERO_SUMS) as SumField[];

export function addSums(a: BucketSums, b: BucketSums): BucketSums {
  const sum: BucketSums = { ...a };
  for (const field of SUM_FIELDS) sum[field] += b[field];
  return sum;
}

/** The sum of any number of slices. */
export function sumAll(all: Iterable<BucketSums>): BucketSums {
  const sum: BucketSums = { ...ZERO_SUMS };
  for (const one of all) for (const field of SUM_FIELDS) sum[field] += one[field];
  return sum;
}

/** What was spent because there was work, whoever bears it: busy, startup and partner cost. */
export const marginalCost = (sums: BucketSums): bigint =>
  sums.runCostNanoUsd + sums.explorationCostNanoUsd + sums.platformCostNanoUsd + sums.pendingCostNanoUsd;

/** The marginal cost and the slice's share of machines that stood idle. */
export const loadedCost = (sums: BucketSums): bigint => marginalCost(sums) + sums.idleCostNanoUsd;
