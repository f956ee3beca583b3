import type { BucketSums } from '../domain/bucket.ts';
import type { SUM_COLUMNS } from './margin-tables.ts';

/** A row that carries bucket sums; PostgreSQL's numerics arrive as decimal strings. */
export type SumRow = Record<(typeof SUM_COLUMNS)[number], string>;

export const toSums = (row: SumRow): BucketSums => ({
  revenueNanoUsd: BigInt(row.revenue_nano_usd),
  chargedTokens: BigInt(row.charged_tokens),
  chargedRuns: BigInt(row.charged_runs),
  runCostNanoUsd: BigInt(row.run_cost_nano_usd),
  explorationCostNanoUsd: BigInt(row.exploration_cost_nano_usd),
  platformCostNanoUsd: BigInt(row.platform_cost_nano_usd),
  pendingCostNanoUsd: BigInt(row.pending_cost_nano_usd),
  attempts: BigInt(row.attempts),
  unpricedAttempts: BigInt(row.unpriced_attempts),
  busyMs: BigInt(row.busy_ms),
});

export const toSumRow = (sums: BucketSums): SumRow => ({
  revenue_nano_usd: sums.revenueNanoUsd.toString(),
  charged_tokens: sums.chargedTokens.toString(),
  charged_runs: sums.chargedRuns.toString(),
  run_cost_nano_usd: sums.runCostNanoUsd.toString(),
  exploration_cost_nano_usd: sums.explorationCostNanoUsd.toString(),
  platform_cost_nano_usd: sums.platformCostNanoUsd.toString(),
  pending_cost_nano_usd: sums.pendingCostNanoUsd.toString(),
  attempts: sums.attempts.toString(),
  unpriced_attempts: sums.unpricedAttempts.toString(),
  busy_ms: sums.busyMs.toString(),
});
