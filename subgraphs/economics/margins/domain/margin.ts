import { divideHalfEven } from '@effect-studio/kernel/money';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { type BucketSums, loadedCost, marginalCost, sumAll, ZERO_SUMS } from './bucket-sums.ts';
import { type MarginWindow, WINDOW_MINUTES } from './window.ts';

/** Money of one slice over some minutes. Every ratio is kept as its two integers until it is made for reading. */
export interface Margin {
  /** Null for other spans than the three windows. */
  window: MarginWindow | null;
  runCount: number;
  attemptCount: number;
  /** After refunds. */
  revenueNanoUsd: bigint;
  refundNanoUsd: bigint;
  /** Marginal: busy, startup and partner cost, whoever bears it. */
  costNanoUsd: bigint;
  busyCostNanoUsd: bigint;
  startupCostNanoUsd: bigint;
  partnerCostNanoUsd: bigint;
  idleCostNanoUsd: bigint;
  /** Marginal and idle cost. */
  loadedCostNanoUsd: bigint;
  explorationCostNanoUsd: bigint;
  /** Revenue less marginal cost: the numerator of `margin`; null while something is unpriced. */
  profitNanoUsd: bigint | null;
  loadedProfitNanoUsd: bigint | null;
  /** 1 − marginal cost ÷ revenue, for routing; null without revenue or while something is unpriced. */
  margin: number | null;
  /** 1 − loaded cost ÷ revenue, for pricing. */
  loadedMargin: number | null;
  /** 1 − the marginal cost that charged runs bear ÷ revenue. */
  runMargin: number | null;
  unpricedCount: number;
}

/** One provider's sums for one effect type. */
export interface Cell {
  providerId: string;
  effectTypeId: string;
  sums: BucketSums;
}

/** How a slice stands and moves. */
export interface MarginPulse {
  margin: Margin;
  /** Margin now less margin one window earlier; null when either is unknown. */
  marginChange: number | null;
  loadedMarginChange: number | null;
  burnNanoUsdPerHour: bigint;
  explorationShare: number | null;
}

export interface MarginHudProvider extends MarginPulse {
  providerId: string;
  slice: HudSlice;
}

export interface MarginHudCell extends MarginPulse {
  providerId: string;
  effectTypeId: string;
  slice: HudSlice;
}

/** What a figure of the HUD is about, for figures that are read only when they are asked for. */
export interface HudSlice {
  window: MarginWindow;
  budgetContext: BudgetContext;
  providerId: string | null;
  effectTypeId: string | null;
  /** Which books, and how often they had changed. */
  epoch: string;
  version: bigint;
  at: Date;
}

/** The state of the business over one window. */
export interface MarginHud {
  window: MarginWindow;
  total: Margin;
  marginChange: number | null;
  loadedMarginChange: number | null;
  burnNanoUsdPerHour: bigint;
  explorationShare: number | null;
  providers: MarginHudProvider[];
  cells: MarginHudCell[];
  slice: HudSlice;
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

/** The margin of a slice's sums. */
export function marginOf(sums: BucketSums, window: MarginWindow | null = null): Margin {
  const { revenueNanoUsd, unpricedAttempts } = sums;
  const cost = marginalCost(sums);
  const loaded = loadedCost(sums);
  const isKnown = unpricedAttempts === 0n;
  return {
    window,
    runCount: Number(sums.chargedRuns),
    attemptCount: Number(sums.attempts),
    revenueNanoUsd,
    refundNanoUsd: sums.refundNanoUsd,
    costNanoUsd: cost,
    busyCostNanoUsd: sums.busyCostNanoUsd,
    startupCostNanoUsd: sums.startupCostNanoUsd,
    partnerCostNanoUsd: sums.partnerCostNanoUsd,
    idleCostNanoUsd: sums.idleCostNanoUsd,
    loadedCostNanoUsd: loaded,
    explorationCostNanoUsd: sums.explorationCostNanoUsd,
    profitNanoUsd: isKnown ? revenueNanoUsd - cost : null,
    loadedProfitNanoUsd: isKnown ? revenueNanoUsd - loaded : null,
    margin: ratio(cost, revenueNanoUsd, unpricedAttempts),
    loadedMargin: ratio(loaded, revenueNanoUsd, unpricedAttempts),
    runMargin: ratio(sums.runCostNanoUsd, revenueNanoUsd, unpricedAttempts),
    unpricedCount: Number(unpricedAttempts),
  };
}

/** Puts the HUD together from the cells of the window and of the one before. Pure. */
export function hudOf(input: {
  window: MarginWindow;
  budgetContext: BudgetContext;
  cells: readonly Cell[];
  previous: readonly Cell[];
  epoch: string;
  version: bigint;
  at: Date;
}): MarginHud {
  const { window, budgetContext, epoch, version, at } = input;
  const slice: HudSlice = { window, budgetContext, providerId: null, effectTypeId: null, epoch, version, at };
  const before = sumsBy(input.previous);
  const { margin, ...pulse } = pulseOf(
    window,
    sumAll(input.cells.map(({ sums }) => sums)),
    sumAll(input.previous.map(({ sums }) => sums)),
  );
  return {
    window,
    total: margin,
    ...pulse,
    providers: [...sumsBy(input.cells).providers].map(([providerId, sums]) => ({
      providerId,
      slice: { ...slice, providerId },
      ...pulseOf(window, sums, before.providers.get(providerId) ?? ZERO_SUMS),
    })),
    cells: input.cells.map(({ providerId, effectTypeId, sums }) => ({
      providerId,
      effectTypeId,
      slice: { ...slice, providerId, effectTypeId },
      ...pulseOf(window, sums, before.cells.get(`${providerId}\n${effectTypeId}`) ?? ZERO_SUMS),
    })),
    slice,
    version,
    at,
  };
}

/** A slice against itself one window earlier. */
function pulseOf(window: MarginWindow, sums: BucketSums, previous: BucketSums): MarginPulse {
  const margin = marginOf(sums, window);
  const before = marginOf(previous);
  const change = (now: number | null, then: number | null) =>
    now === null || then === null ? null : now - then;
  return {
    margin,
    marginChange: change(margin.margin, before.margin),
    loadedMarginChange: change(margin.loadedMargin, before.loadedMargin),
    burnNanoUsdPerHour: divideHalfEven(margin.costNanoUsd * 60n, BigInt(WINDOW_MINUTES[window])),
    explorationShare: shareOf(margin.explorationCostNanoUsd, margin.costNanoUsd),
  };
}

function sumsBy(cells: readonly Cell[]) {
  const providers = Map.groupBy(cells, ({ providerId }) => providerId);
  return {
    providers: new Map([...providers].map(([id, own]) => [id, sumAll(own.map(({ sums }) => sums))])),
    cells: new Map(
      cells.map(({ providerId, effectTypeId, sums }) => [`${providerId}\n${effectTypeId}`, sums]),
    ),
  };
}

/** A part of a whole to six places; null when there is no whole. */
export function shareOf(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number(divideHalfEven(part * 1_000_000n, whole)) / 1e6;
}
