import { type BucketSums, sumAll, ZERO_SUMS } from '../../margins/domain/bucket-sums.ts';
import { type Margin, marginOf } from '../../margins/domain/margin.ts';
import type { SliceKey, SliceSums } from '../../margins/domain/minute-windows.ts';
import {
  addParts,
  explainSlice,
  type MoneyPart,
  type MoneyParts,
  WHY_KINDS,
  type WhyKind,
} from './explain-slice.ts';
import { driversOf, type MarginBasis, type MarginDrivers, profitOf, revenueOf } from './margin-drivers.ts';
import { type GroupKey, groupKey, type WhyDimension } from './slice-group.ts';

/** One reason with its part of the change of profit, revenue and margin. */
export interface WhyPart extends MoneyPart {
  kind: WhyKind;
  /** Null when either margin is unknown. */
  margin: number | null;
}

/** What part of the changes a group of slices has. */
export interface WhyGroup extends GroupKey {
  earlier: Margin;
  later: Margin;
  profitChangeNanoUsd: bigint;
  revenueChangeNanoUsd: bigint;
  parts: WhyPart[];
  /** What its own margin did to the whole: mean share of revenue × change. Null when a whole margin is unknown. */
  marginByRate: number | null;
  /** What its share of the revenue did: change of share × (its mean margin − the mean of the whole). */
  marginByMix: number | null;
}

export interface MarginWhy
  extends Omit<WhyGroup, 'providerId' | 'effectTypeId' | 'fleet' | 'marginByRate' | 'marginByMix'> {
  /** Change of the margin on the basis asked for; null when either is unknown. */
  marginChange: number | null;
  groups: WhyGroup[];
}

interface SlicePair {
  key: SliceKey;
  earlier: BucketSums;
  later: BucketSums;
}

/** Two windows as totals on one basis; the frame in which parts of a ratio are told. */
interface Frame {
  earlier: { profit: bigint; revenue: bigint };
  later: { profit: bigint; revenue: bigint };
  /** Null when either margin is unknown. */
  meanMargin: number | null;
  meanRevenue: number;
}

/**
 * Why profit, revenue and margin changed between any two windows, in additive parts. Money adds up to the last
 * nano-dollar. With M = π ÷ ρ, the change of the ratio is exactly (Δπ − M̄·Δρ) ÷ ρ̄, where a bar is the mean of
 * the two windows; so each reason's part of the margin follows from its parts of profit and revenue.
 */
export function explainMargin(input: {
  earlier: readonly SliceSums[];
  later: readonly SliceSums[];
  basis: MarginBasis;
  groupBy: WhyDimension;
}): MarginWhy {
  const { basis, groupBy } = input;
  const pairs = pairUp(input.earlier, input.later);
  const drivers = pairs.map(({ earlier, later }) => ({
    earlier: driversOf(earlier, basis),
    later: driversOf(later, basis),
  }));
  const volumes = {
    earlier: volumeOf(drivers.map(({ earlier }) => earlier)),
    later: volumeOf(drivers.map(({ later }) => later)),
  };
  const explained = pairs.map((pair, index) => ({
    ...pair,
    parts: explainSlice(drivers[index]!.earlier, drivers[index]!.later, volumes),
  }));
  const total = {
    earlier: sumAll(pairs.map(({ earlier }) => earlier)),
    later: sumAll(pairs.map(({ later }) => later)),
  };
  const frame = frameOf(total, basis);
  const grouped = Map.groupBy(explained, ({ key }) => JSON.stringify(groupKey(key, groupBy)));
  return {
    earlier: marginOf(total.earlier),
    later: marginOf(total.later),
    profitChangeNanoUsd: frame.later.profit - frame.earlier.profit,
    revenueChangeNanoUsd: frame.later.revenue - frame.earlier.revenue,
    marginChange: frame.meanMargin === null ? null : ratioOf(frame.later) - ratioOf(frame.earlier),
    parts: partsOf(addParts(explained.map(({ parts }) => parts)), frame),
    groups: [...grouped.values()].map((own) => groupOf(own, groupBy, basis, frame)),
  };
}

function groupOf(
  own: readonly (SlicePair & { parts: MoneyParts })[],
  groupBy: WhyDimension,
  basis: MarginBasis,
  frame: Frame,
): WhyGroup {
  const sums = {
    earlier: sumAll(own.map(({ earlier }) => earlier)),
    later: sumAll(own.map(({ later }) => later)),
  };
  const earlier = moneyOf(sums.earlier, basis);
  const later = moneyOf(sums.later, basis);
  return {
    ...groupKey(own[0]!.key, groupBy),
    earlier: marginOf(sums.earlier),
    later: marginOf(sums.later),
    profitChangeNanoUsd: later.profit - earlier.profit,
    revenueChangeNanoUsd: later.revenue - earlier.revenue,
    parts: partsOf(addParts(own.map(({ parts }) => parts)), frame),
    ...rateAndMix(earlier, later, frame),
  };
}

/**
 * A group's own effect on the margin: r̄·Δm by rate and Δr·(m̄ − M̄) by mix, where r is its share of the revenue
 * and m its margin. Over all groups both add up to the change of the margin. A group without revenue in a window has
 * no margin there: the other window's is taken, and what its costs did is by rate.
 */
function rateAndMix(
  earlier: Money,
  later: Money,
  frame: Frame,
): Pick<WhyGroup, 'marginByRate' | 'marginByMix'> {
  if (frame.meanMargin === null) return { marginByRate: null, marginByMix: null };
  const share = (money: Money, whole: Money) => Number(money.revenue) / Number(whole.revenue);
  const effect = (money: Money, whole: Money) => Number(money.profit) / Number(whole.revenue);
  const own = [earlier, later].filter(({ revenue }) => revenue !== 0n).map(ratioOf);
  const mean = own.length === 0 ? 0 : own.reduce((sum, one) => sum + one, 0) / own.length;
  const shareChange = share(later, frame.later) - share(earlier, frame.earlier);
  return {
    marginByRate: effect(later, frame.later) - effect(earlier, frame.earlier) - shareChange * mean,
    marginByMix: shareChange * (mean - frame.meanMargin),
  };
}

function partsOf(parts: MoneyParts, { meanMargin, meanRevenue }: Frame): WhyPart[] {
  return WHY_KINDS.map((kind) => {
    const { profitNanoUsd, revenueNanoUsd } = parts[kind];
    return {
      kind,
      profitNanoUsd,
      revenueNanoUsd,
      margin:
        meanMargin === null
          ? null
          : (Number(profitNanoUsd) - meanMargin * Number(revenueNanoUsd)) / meanRevenue,
    };
  });
}

interface Money {
  profit: bigint;
  revenue: bigint;
}

const ratioOf = ({ profit, revenue }: Money): number => Number(profit) / Number(revenue);

function moneyOf(sums: BucketSums, basis: MarginBasis): Money {
  const drivers = driversOf(sums, basis);
  return { profit: profitOf(drivers), revenue: revenueOf(drivers) };
}

function frameOf(total: { earlier: BucketSums; later: BucketSums }, basis: MarginBasis): Frame {
  const earlier = moneyOf(total.earlier, basis);
  const later = moneyOf(total.later, basis);
  const isKnown = [total.earlier, total.later].every(
    ({ revenueNanoUsd, unpricedAttempts }) => revenueNanoUsd > 0n && unpricedAttempts === 0n,
  );
  return {
    earlier,
    later,
    meanMargin: isKnown ? (ratioOf(earlier) + ratioOf(later)) / 2 : null,
    meanRevenue: (Number(earlier.revenue) + Number(later.revenue)) / 2,
  };
}

function volumeOf(drivers: readonly MarginDrivers[]): number {
  const runs = drivers.reduce((sum, one) => sum + one.runs, 0);
  if (runs > 0) return runs;
  return drivers.some(({ gross, compute, partner }) => gross.count + compute.count + partner.count > 0)
    ? 1
    : 0;
}

function pairUp(earlier: readonly SliceSums[], later: readonly SliceSums[]): SlicePair[] {
  const pairs = new Map<string, SlicePair>();
  const nameOf = (key: SliceKey) =>
    JSON.stringify([key.providerId, key.effectTypeId, key.fleet, key.budgetContext]);
  for (const { key, sums } of earlier) pairs.set(nameOf(key), { key, earlier: sums, later: ZERO_SUMS });
  for (const { key, sums } of later) {
    const pair = pairs.get(nameOf(key)) ?? { key, earlier: ZERO_SUMS, later: ZERO_SUMS };
    pairs.set(nameOf(key), { ...pair, later: sums });
  }
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}
