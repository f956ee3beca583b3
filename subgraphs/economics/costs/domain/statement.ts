import type { RunAccount } from '../../charges/domain/run-account.ts';
import type { RevenueEntry } from '../../margins/domain/bucket.ts';
import { ratio } from '../../margins/domain/margin.ts';
import type { BookedCost, CostEntry } from './cost-entry.ts';

/** Itemised money of one run. */
export interface RunStatement {
  runId: string;
  reservedTokens: number;
  chargedTokens: number;
  refundedTokens: number;
  /** After refunds. */
  revenueNanoUsd: bigint;
  costNanoUsd: bigint;
  explorationCostNanoUsd: bigint;
  platformCostNanoUsd: bigint;
  unpricedCount: number;
  /** 1 − what the run itself bears ÷ revenue; null without revenue or while an attempt of it is unpriced. */
  margin: number | null;
  lines: readonly BookedCost[];
}

/** Puts a statement together from what is believed now; recomputing it gives the same integers. Pure. */
export function statementOf(
  account: RunAccount,
  costs: readonly BookedCost[],
  revenues: readonly RevenueEntry[],
): RunStatement {
  const costOf = (bearers: readonly CostEntry['bearer'][]): bigint =>
    costs
      .filter((entry) => bearers.includes(entry.bearer))
      .reduce((sum, entry) => sum + (entry.costNanoUsd ?? 0n), 0n);
  // While the run goes on, what will be the run's is not known yet; it is shown as the run's.
  const costNanoUsd = costOf(['RUN', 'PENDING']);
  const revenueNanoUsd = revenues.reduce((sum, entry) => sum + entry.revenueNanoUsd, 0n);
  const unpriced = costs.filter((entry) => entry.costNanoUsd === null);
  return {
    runId: account.runId,
    reservedTokens: account.reservedTokens,
    chargedTokens: account.consumedTokens,
    refundedTokens: account.returnedTokens,
    revenueNanoUsd,
    costNanoUsd,
    explorationCostNanoUsd: costOf(['EXPLORATION']),
    platformCostNanoUsd: costOf(['PLATFORM']),
    unpricedCount: unpriced.length,
    margin: ratio(
      costNanoUsd,
      revenueNanoUsd,
      BigInt(unpriced.filter((entry) => entry.bearer === 'RUN').length),
    ),
    lines: costs,
  };
}

/** What all attempts of one task cost; null before the first and while one of them is unpriced. */
export function taskCost(attempts: readonly CostEntry[]): bigint | null {
  if (attempts.length === 0) return null;
  return attempts.reduce<bigint | null>(
    (sum, { costNanoUsd }) => (sum === null || costNanoUsd === null ? null : sum + costNanoUsd),
    0n,
  );
}
