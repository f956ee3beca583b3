import type { PriceChange } from './elasticity.ts';
import type { EvidenceSource } from './recommendation.ts';

/** Sums over the executions of one workflow that one group of people (or one benchmark run) had. */
export interface ArmRow {
  source: EvidenceSource;
  effectTypeId: string;
  providerId: string;
  workflowId: string;
  fleet: string;
  instanceType: string;
  /** People, some hundreds of groups at most; a benchmark run. */
  cluster: string;
  /** Whether it ended in the later half of the time looked at. */
  isRecent: boolean;
  /** Legs on excerpts; full-length renders are counted in {@link volumeUnits} only. */
  attempts: number;
  deliveredUnits: number;
  /** Sum of squares of the units, for the effective sample size. */
  deliveredUnitsSquared: number;
  /** Marginal cost of all attempts, the failed ones too. */
  costNanoUsd: number;
  judged: number;
  /** Sum of composites. */
  quality: number;
  unpriced: number;
  /** Units of all legs, full-length renders included. */
  volumeUnits: number;
}

/** What the same group paid for runs of one effect that one provider won, and what went back. */
export interface RevenueRow {
  effectTypeId: string;
  providerId: string;
  cluster: string;
  chargedRuns: number;
  refundedRuns: number;
  revenueNanoUsd: number;
  /** Loaded cost of everything that was done for these runs. */
  costNanoUsd: number;
}

/** One day of one fleet. */
export interface FleetDay {
  fleet: string;
  day: string;
  executions: number;
  workNanoUsd: number;
  startupNanoUsd: number;
  idleNanoUsd: number;
  /** Runs of people that had a leg here and ended. */
  runs: number;
  /** Those that ended without a charge. */
  lostRuns: number;
  /** Those with a leg that waited for a machine for a minute or more. */
  waitedRuns: number;
  lostWaitedRuns: number;
}

/** All that recommendations are made from. */
export interface Evidence {
  /** Days that were looked at; figures are scaled from these to a month. */
  days: number;
  arms: readonly ArmRow[];
  revenue: readonly RevenueRow[];
  fleetDays: readonly FleetDay[];
  /** In force now; null before the first rate card. */
  price: {
    runPriceTokens: number;
    tokenRateNanoUsd: number;
    /** Effects with a price of their own. */
    effects: readonly { effectTypeId: string; priceTokens: number }[];
  } | null;
  /** Prices that changed within a year, with the weeks around each. */
  priceChanges: readonly PriceChange[];
}

/** Rows of each key, in the order in which the keys first appear. */
export function rowsBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  return Map.groupBy(rows, key) as Map<string, Row[]>;
}

export const sumOf = <Row>(rows: readonly Row[], value: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + value(row), 0);
