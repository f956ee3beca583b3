import { type BucketSums, marginalCost } from '../../margins/domain/bucket-sums.ts';

/** Which costs count. */
export type MarginBasis = 'MARGINAL' | 'LOADED';

/** An amount as so many things at so much each; null where there was nothing to have a rate. */
export interface Driver {
  amountNanoUsd: bigint;
  count: number;
  rate: number | null;
}

/**
 * A slice's profit as `gross − compute − partner − refunds − exploration − idle`. The first three are driven by how much
 * was done; what exploration spent, what went back and what stood idle is taken as the amount that it is.
 */
export interface MarginDrivers {
  /** Charged runs at their price. */
  gross: Driver;
  /** Attempts at what their machines cost, exploration apart. */
  compute: Driver;
  /** Partner calls at their price, exploration apart. */
  partner: Driver;
  refundNanoUsd: bigint;
  explorationNanoUsd: bigint;
  /** Zero on the marginal basis. */
  idleNanoUsd: bigint;
  runs: number;
}

export function driversOf(sums: BucketSums, basis: MarginBasis): MarginDrivers {
  const partner = sums.partnerCostNanoUsd - sums.explorationPartnerCostNanoUsd;
  const compute = marginalCost(sums) - sums.explorationCostNanoUsd - partner;
  return {
    gross: driver(sums.revenueNanoUsd + sums.refundNanoUsd, sums.chargedRuns),
    compute: driver(compute, sums.attempts),
    partner: driver(partner, sums.partnerCalls),
    refundNanoUsd: sums.refundNanoUsd,
    explorationNanoUsd: sums.explorationCostNanoUsd,
    idleNanoUsd: basis === 'LOADED' ? sums.idleCostNanoUsd : 0n,
    runs: Math.max(0, Number(sums.chargedRuns)),
  };
}

/** An amount that nothing was counted for, such as a correction of earlier work, counts as one thing of that amount. */
function driver(amountNanoUsd: bigint, counted: bigint): Driver {
  const count = counted > 0n ? Number(counted) : amountNanoUsd === 0n ? 0 : 1;
  return { amountNanoUsd, count, rate: count === 0 ? null : Number(amountNanoUsd) / count };
}

/** Profit of a slice on a basis. */
export const profitOf = ({ gross, compute, partner, ...rest }: MarginDrivers): bigint =>
  gross.amountNanoUsd -
  compute.amountNanoUsd -
  partner.amountNanoUsd -
  rest.refundNanoUsd -
  rest.explorationNanoUsd -
  rest.idleNanoUsd;

/** Revenue of a slice, after refunds. */
export const revenueOf = ({ gross, refundNanoUsd }: MarginDrivers): bigint =>
  gross.amountNanoUsd - refundNanoUsd;
