import { divideHalfEven } from '@effect-studio/kernel/money';
import { addSums, type BucketSums, marginalCost, ZERO_SUMS } from './bucket-sums.ts';
import { type MarginWindow, WINDOW_MINUTES } from './window.ts';

/** Money of one slice over one window. */
export interface Margin {
  window: MarginWindow;
  runCount: number;
  revenueNanoUsd: bigint;
  /** Everything that was spent, whoever bears it. */
  costNanoUsd: bigint;
  explorationCostNanoUsd: bigint;
  /** 1 − cost ÷ revenue; null without revenue or while something is unpriced. */
  margin: number | null;
  /** The same with only the cost that charged runs bear. */
  runMargin: number | null;
  unpricedCount: number;
}

/** One provider's sums for one effect type. */
export interface Cell {
  providerId: string;
  effectTypeId: string;
  sums: BucketSums;
}

export interface MarginHudProvider {
  providerId: string;
  margin: Margin;
}

export interface MarginHudCell extends MarginHudProvider {
  effectTypeId: string;
}

/** The state of the business over one window. */
export interface MarginHud {
  window: MarginWindow;
  total: Margin;
  marginChange: number | null;
  burnNanoUsdPerHour: bigint;
  explorationShare: number | null;
  providers: MarginHudProvider[];
  cells: MarginHudCell[];
  /** Version of the books that these figures hold at least. */
  version: bigint;
  at: Date;
}

/**
 * `1 − cost ÷ revenue` for people to read. Kept as two integers until here; null when it is unknown: without
 * revenue, or while something that belongs to it has no price.
 */
export function ratio(costNanoUsd: bigint, revenueNanoUsd: bigint, unpricedCount: bigint): number | null {
  if (revenueNanoUsd <= 0n || unpricedCount > 0n) return null;
  // Twelve decimal places by integer division first: both sides may exceed what a double holds exactly.
  return Number(divideHalfEven((revenueNanoUsd - costNanoUsd) * 10n ** 12n, revenueNanoUsd)) / 1e12;
}

export function marginOf(window: MarginWindow, sums: BucketSums): Margin {
  return {
    window,
    runCount: Number(sums.chargedRuns),
    revenueNanoUsd: sums.revenueNanoUsd,
    costNanoUsd: marginalCost(sums),
    explorationCostNanoUsd: sums.explorationCostNanoUsd,
    margin: ratio(marginalCost(sums), sums.revenueNanoUsd, sums.unpricedAttempts),
    runMargin: ratio(sums.runCostNanoUsd, sums.revenueNanoUsd, sums.unpricedAttempts),
    unpricedCount: Number(sums.unpricedAttempts),
  };
}

/** Puts the HUD together from the cells of the window and of the one before. Pure. */
export function hudOf(input: {
  window: MarginWindow;
  cells: readonly Cell[];
  previous: BucketSums;
  version: bigint;
  at: Date;
}): MarginHud {
  const { window, cells, previous, version, at } = input;
  const total = cells.reduce((sums, cell) => addSums(sums, cell.sums), ZERO_SUMS);
  const byProvider = new Map<string, BucketSums>();
  for (const { providerId, sums } of cells) {
    byProvider.set(providerId, addSums(byProvider.get(providerId) ?? ZERO_SUMS, sums));
  }
  const now = marginOf(window, total);
  const before = marginOf(window, previous);
  const cost = marginalCost(total);
  return {
    window,
    total: now,
    marginChange: now.margin === null || before.margin === null ? null : now.margin - before.margin,
    burnNanoUsdPerHour: divideHalfEven(cost * 60n, BigInt(WINDOW_MINUTES[window])),
    explorationShare: shareOf(total.explorationCostNanoUsd, cost),
    providers: [...byProvider].map(([providerId, sums]) => ({ providerId, margin: marginOf(window, sums) })),
    cells: cells.map(({ providerId, effectTypeId, sums }) => ({
      providerId,
      effectTypeId,
      margin: marginOf(window, sums),
    })),
    version,
    at,
  };
}

/** A part of a whole to six places; null when there is no whole. */
function shareOf(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number(divideHalfEven(part * 1_000_000n, whole)) / 1e6;
}
