import type { CallContext } from '@effect-studio/kernel/context';
import type { Reading } from '@effect-studio/kernel/database';
import { divideHalfEven } from '@effect-studio/kernel/money';
import { groupKey, type WhyDimension } from '../../attribution/domain/slice-group.ts';
import { MINUTE_MS } from '../../margins/domain/bucket.ts';
import { marginalCost, sumAll, ZERO_SUMS } from '../../margins/domain/bucket-sums.ts';
import { type Margin, marginOf, shareOf } from '../../margins/domain/margin.ts';
import type { SliceSums } from '../../margins/domain/minute-windows.ts';
import type { MinuteRange } from '../../margins/domain/window.ts';
import { type SliceFilter, seriesOver, slicesOver } from '../../margins/persistence/read-buckets.ts';
import { type MarginStep, STEP_MS, stepsOf } from '../domain/span.ts';
import { executionQuality } from '../persistence/execution-quality.ts';
import { readView } from './read-view.ts';

export interface MarginPoint {
  at: Date;
  margin: Margin;
}

export interface MarginBreakdownRow {
  providerId: string | null;
  effectTypeId: string | null;
  fleet: string | null;
  margin: Margin;
  revenueShare: number | null;
  /** What a row's history is read with. */
  range: MinuteRange;
  filter: SliceFilter;
}

export interface ProviderMatrixCell {
  providerId: string;
  effectTypeId: string;
  sampleCount: number;
  successShare: number | null;
  quality: number | null;
  qualityMargin: number | null;
  judgedCount: number;
  rejectedCount: number;
  costNanoUsd: bigint | null;
  durationMs: number | null;
  margin: Margin;
}

export interface ExplorationCell {
  providerId: string;
  effectTypeId: string;
  explorationCostNanoUsd: bigint;
}

/** A margin per step, oldest first; steps without anything are zeros. */
export function readHistory(ctx: CallContext, range: MinuteRange, filter: SliceFilter, step: MarginStep) {
  return readView(ctx, 'history', { range, filter, more: [step] }, async (tx) => {
    const points = await pointsOver(tx, range, filter, step);
    return {
      total: marginOf(sumAll(points.map(({ sums }) => sums))),
      points: points.map(({ at, sums }): MarginPoint => ({ at, margin: marginOf(sums) })),
    };
  });
}

/** Margins of every provider, effect type, fleet or cell, most revenue first. */
export function readBreakdown(ctx: CallContext, range: MinuteRange, filter: SliceFilter, by: WhyDimension) {
  return readView(ctx, 'breakdown', { range, filter, more: [by] }, async (tx) => {
    const slices = await slicesOver(tx, range, filter);
    const total = marginOf(sumAll(slices.map(({ sums }) => sums)));
    const groups = Map.groupBy(slices, ({ key }) => JSON.stringify(groupKey(key, by)));
    const rows = [...groups.values()].map((own): MarginBreakdownRow => {
      const key = groupKey(own[0]!.key, by);
      const margin = marginOf(sumAll(own.map(({ sums }) => sums)));
      return {
        ...key,
        margin,
        revenueShare: shareOf(margin.revenueNanoUsd, total.revenueNanoUsd),
        range,
        filter: {
          budgetContext: filter.budgetContext,
          providerId: key.providerId ?? filter.providerId,
          effectTypeId: key.effectTypeId ?? filter.effectTypeId,
          fleet: key.fleet ?? filter.fleet,
        },
      };
    });
    return { total, rows: rows.sort((a, b) => descending(a.margin.revenueNanoUsd, b.margin.revenueNanoUsd)) };
  });
}

/** Quality, cost, time and margin of every provider and effect type that worked, with how much it is known from. */
export function readProviderMatrix(ctx: CallContext, range: MinuteRange, filter: SliceFilter) {
  return readView(ctx, 'matrix', { range, filter }, async (tx) => {
    const quality = await executionQuality(tx, range, filter);
    const money = cellSums(await slicesOver(tx, range, filter));
    const seen = new Map(quality.map((one) => [cellName(one), one]));
    const names = [...new Set([...seen.keys(), ...money.keys()])].sort();
    return names.map((name): ProviderMatrixCell => {
      const [providerId, effectTypeId] = JSON.parse(name) as [string, string];
      const own = seen.get(name);
      const margin = marginOf(money.get(name) ?? ZERO_SUMS);
      const judged = own?.judgedCount ?? 0;
      const spread = own?.qualityStandardDeviationPpm ?? null;
      return {
        providerId,
        effectTypeId,
        sampleCount: own?.sampleCount ?? 0,
        successShare: own ? own.succeededCount / own.sampleCount : null,
        quality: own?.meanQualityPpm == null ? null : own.meanQualityPpm / 1e6,
        qualityMargin: spread === null ? null : (1.96 * spread) / 1e6 / Math.sqrt(judged),
        judgedCount: judged,
        rejectedCount: own?.rejectedCount ?? 0,
        costNanoUsd:
          margin.unpricedCount > 0 || margin.attemptCount === 0
            ? null
            : divideHalfEven(margin.costNanoUsd, BigInt(margin.attemptCount)),
        durationMs: own?.meanBusyMs ?? null,
        margin,
      };
    });
  });
}

/** What exploration cost, when, and where. */
export function readExplorationBurn(
  ctx: CallContext,
  range: MinuteRange,
  filter: SliceFilter,
  step: MarginStep,
) {
  return readView(ctx, 'exploration', { range, filter, more: [step] }, async (tx) => {
    const points = await pointsOver(tx, range, filter, step);
    const total = sumAll(points.map(({ sums }) => sums));
    const minutes = (range.last.getTime() - range.first.getTime()) / MINUTE_MS + 1;
    const cells = [...cellSums(await slicesOver(tx, range, filter))].map(([name, sums]) => {
      const [providerId, effectTypeId] = JSON.parse(name) as [string, string];
      return { providerId, effectTypeId, explorationCostNanoUsd: sums.explorationCostNanoUsd };
    });
    return {
      explorationCostNanoUsd: total.explorationCostNanoUsd,
      share: shareOf(total.explorationCostNanoUsd, marginalCost(total)),
      burnNanoUsdPerHour: divideHalfEven(total.explorationCostNanoUsd * 60n, BigInt(minutes)),
      points: points.map(({ at, sums }) => ({
        at,
        explorationCostNanoUsd: sums.explorationCostNanoUsd,
        costNanoUsd: marginalCost(sums),
      })),
      cells: cells
        .filter(({ explorationCostNanoUsd }) => explorationCostNanoUsd !== 0n)
        .sort((a, b) => descending(a.explorationCostNanoUsd, b.explorationCostNanoUsd)),
    };
  });
}

async function pointsOver(tx: Reading, range: MinuteRange, filter: SliceFilter, step: MarginStep) {
  const points = await seriesOver(tx, range, filter, STEP_MS[step]);
  const byStep = new Map(points.map(({ at, sums }) => [at.getTime(), sums]));
  return stepsOf(range, step).map((at) => ({ at, sums: byStep.get(at.getTime()) ?? ZERO_SUMS }));
}

function cellSums(slices: readonly SliceSums[]) {
  const cells = Map.groupBy(slices, ({ key }) => cellName(key));
  return new Map([...cells].map(([name, own]) => [name, sumAll(own.map(({ sums }) => sums))]));
}

const cellName = (key: { providerId: string; effectTypeId: string }): string =>
  JSON.stringify([key.providerId, key.effectTypeId]);

const descending = (a: bigint, b: bigint): number => (a > b ? -1 : a < b ? 1 : 0);
