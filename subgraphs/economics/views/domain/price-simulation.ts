import type { MarginBasis } from '../../attribution/domain/margin-drivers.ts';
import { type BucketSums, loadedCost, marginalCost } from '../../margins/domain/bucket-sums.ts';
import { ratio } from '../../margins/domain/margin.ts';

export interface PriceSimulation {
  runCount: number;
  presentTokens: number;
  presentMargin: number;
  requiredTokens: number;
  simulatedMargin: number;
  simulatedRevenueNanoUsd: bigint;
  costNanoUsd: bigint;
  refundShare: number;
}

/** Why no price can be told. */
export type NoPrice = 'NO_CHARGED_RUNS' | 'UNPRICED' | 'ALL_REFUNDED';

const PPM = 1_000_000n;

/**
 * The least whole number of tokens T per run with `1 − cost ÷ (runs × T × token rate × kept share) ≥ target`, in
 * integers throughout: T = ⌈cost × gross × 10⁶ ÷ ((10⁶ − target) × token rate × runs × (gross − refunds))⌉. Runs, cost and
 * the share that goes back are taken to stay as they were; what a price does to demand is not in it.
 * @param targetPpm the target in millionths, below 1,000,000
 */
export function simulatePrice(
  sums: BucketSums,
  basis: MarginBasis,
  tokenRateNanoUsd: bigint,
  targetPpm: bigint,
): PriceSimulation | NoPrice {
  const gross = sums.revenueNanoUsd + sums.refundNanoUsd;
  if (sums.chargedRuns <= 0n || gross <= 0n) return 'NO_CHARGED_RUNS';
  if (sums.unpricedAttempts > 0n) return 'UNPRICED';
  const kept = sums.revenueNanoUsd;
  if (kept <= 0n) return 'ALL_REFUNDED';
  const cost = basis === 'LOADED' ? loadedCost(sums) : marginalCost(sums);
  const perToken = tokenRateNanoUsd * sums.chargedRuns * kept;
  const required = ceilDivide(cost * gross * PPM, (PPM - targetPpm) * perToken);
  const tokens = required > 0n ? required : 0n;
  return {
    runCount: Number(sums.chargedRuns),
    // Tokens of refunds were taken away from the sum; before refunds they were worth gross ÷ rate.
    presentTokens: Number(gross) / Number(tokenRateNanoUsd * sums.chargedRuns),
    presentMargin: ratio(cost, kept, 0n)!,
    requiredTokens: Number(tokens),
    // The exact revenue is tokens × perToken ÷ gross; both sides of the ratio are multiplied by gross instead.
    simulatedMargin: ratio(cost * gross, tokens * perToken, 0n) ?? 0,
    simulatedRevenueNanoUsd: (tokens * perToken) / gross,
    costNanoUsd: cost,
    refundShare: Number(sums.refundNanoUsd) / Number(gross),
  };
}

const ceilDivide = (numerator: bigint, denominator: bigint): bigint =>
  numerator <= 0n ? 0n : (numerator + denominator - 1n) / denominator;
