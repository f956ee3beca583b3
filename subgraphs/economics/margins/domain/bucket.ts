import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { CellCost } from '../../costs/domain/cost-entry.ts';
import { type BucketSums, sumAll, ZERO_SUMS } from './bucket-sums.ts';
import { bucketOf } from './cost-sketch.ts';

export const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/** The slice that a bucket sums: one minute of one provider, effect type, fleet and budget. */
export interface BucketKey {
  minute: Date;
  providerId: string;
  effectTypeId: string;
  fleet: string;
  budgetContext: BudgetContext;
}

/** What quantiles are kept of: cost of single pieces of work in nano-USD, busy time of attempts in milliseconds. */
export type Measure = 'COST' | 'DURATION';

/** A value that entered (1) or left (−1) the histogram of a measure. */
export interface Observation {
  measure: Measure;
  bucket: number;
  count: bigint;
}

export interface BucketDelta {
  key: BucketKey;
  sums: BucketSums;
  observations: readonly Observation[];
}

/** Revenue of a run as it is attributed to the winning leg's provider and effect type. */
export interface RevenueEntry {
  id: string;
  kind: 'CHARGE' | 'REFUND';
  supersedes: string | null;
  eventTime: Date;
  runId: string;
  ownerId: string;
  providerId: string;
  effectTypeId: string;
  fleet: string;
  budgetContext: BudgetContext;
  /** Signed: a refund takes away. */
  tokens: number;
  revenueNanoUsd: bigint;
  rateCardVersion: number;
}

/** The minute that a moment belongs to. */
export const minuteOf = (moment: Date): Date =>
  new Date(Math.floor(moment.getTime() / MINUTE_MS) * MINUTE_MS);

/**
 * What a cost entry adds to its bucket. Idle cost is in no bearer's sum. Only busy time counts as an attempt.
 * @param sign `-1n` takes a superseded entry out again
 */
export function costDelta(entry: CellCost, sign: 1n | -1n): BucketDelta {
  const { component } = entry;
  const cost = sign * (entry.costNanoUsd ?? 0n);
  const of = (isPart: boolean): bigint => (isPart ? cost : 0n);
  const isMarginal = component !== 'IDLE';
  const isBusy = component === 'BUSY';
  const isPartner = component === 'PARTNER';
  return {
    key: keyOf(entry),
    sums: {
      ...ZERO_SUMS,
      runCostNanoUsd: of(isMarginal && entry.bearer === 'RUN'),
      explorationCostNanoUsd: of(isMarginal && entry.bearer === 'EXPLORATION'),
      platformCostNanoUsd: of(isMarginal && entry.bearer === 'PLATFORM'),
      pendingCostNanoUsd: of(isMarginal && entry.bearer === 'PENDING'),
      busyCostNanoUsd: of(isBusy),
      startupCostNanoUsd: of(component === 'STARTUP'),
      partnerCostNanoUsd: of(isPartner),
      idleCostNanoUsd: of(!isMarginal),
      explorationPartnerCostNanoUsd: of(isPartner && entry.bearer === 'EXPLORATION'),
      attempts: isBusy ? sign : 0n,
      partnerCalls: isPartner ? sign : 0n,
      unpricedAttempts: (isBusy || isPartner) && entry.costNanoUsd === null ? sign : 0n,
      busyMs: isBusy ? sign * BigInt(entry.busyMs) : 0n,
    },
    observations: observationsOf(entry, sign),
  };
}

/** Shares of startup and idle time are allocations, not observations: no quantile is made of them. */
function observationsOf(entry: CellCost, sign: 1n | -1n): Observation[] {
  const { component, costNanoUsd, busyMs } = entry;
  const isWork = component === 'BUSY' || component === 'PARTNER';
  const observe = (measure: Measure, value: bigint): Observation => ({
    measure,
    bucket: bucketOf(value),
    count: sign,
  });
  return [
    ...(isWork && costNanoUsd !== null ? [observe('COST', costNanoUsd)] : []),
    ...(component === 'BUSY' ? [observe('DURATION', BigInt(busyMs))] : []),
  ];
}

/** What a revenue entry adds to its bucket. A refund takes the money back; the run stays a charged one. */
export function revenueDelta(entry: RevenueEntry, sign: 1n | -1n): BucketDelta {
  return {
    key: keyOf(entry),
    sums: {
      ...ZERO_SUMS,
      revenueNanoUsd: sign * entry.revenueNanoUsd,
      refundNanoUsd: entry.kind === 'REFUND' ? -sign * entry.revenueNanoUsd : 0n,
      chargedTokens: sign * BigInt(entry.tokens),
      chargedRuns: entry.kind === 'CHARGE' ? sign : 0n,
    },
    observations: [],
  };
}

/** Adds deltas of the same slice together; in the order of the keys, so that row locks are taken in one order. */
export function foldDeltas(deltas: readonly BucketDelta[]): BucketDelta[] {
  const bySlice = Map.groupBy(deltas, (delta) => nameOf(delta.key));
  return [...bySlice]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, same]) => ({
      key: same[0]!.key,
      sums: same.length === 1 ? same[0]!.sums : sumAll(same.map(({ sums }) => sums)),
      observations: foldObservations(same.flatMap(({ observations }) => observations)),
    }));
}

const HOUR_MS = 3_600_000;

/** Where a delta of long ago goes: into the whole hour, which is what its minute was folded into. */
export function coarsen(delta: BucketDelta, foldedBeforeMs: number): BucketDelta {
  const time = delta.key.minute.getTime();
  if (time >= foldedBeforeMs) return delta;
  return { ...delta, key: { ...delta.key, minute: new Date(Math.floor(time / HOUR_MS) * HOUR_MS) } };
}

/** What a histogram gains: counts by bucket, of one measure of one slice in a quarter of an hour. */
export interface SketchDelta {
  /** `minute` is the first of the quarter. */
  key: BucketKey;
  measure: Measure;
  counts: ReadonlyMap<number, bigint>;
}

/** Adds observations of the same slice, quarter, measure and bucket together; what cancels out is left out. */
export function foldSketches(deltas: readonly BucketDelta[]): SketchDelta[] {
  const folded = new Map<string, SketchDelta & { counts: Map<number, bigint> }>();
  for (const { key, observations } of deltas) {
    if (observations.length === 0) continue;
    const minute = new Date(Math.floor(key.minute.getTime() / QUARTER_MS) * QUARTER_MS);
    const quarter: BucketKey = { ...key, minute };
    const name = nameOf(quarter);
    for (const { measure, bucket, count } of observations) {
      const sketchName = `${name} ${measure}`;
      const sketch = folded.get(sketchName) ?? { key: quarter, measure, counts: new Map() };
      folded.set(sketchName, sketch);
      const sum = (sketch.counts.get(bucket) ?? 0n) + count;
      if (sum === 0n) sketch.counts.delete(bucket);
      else sketch.counts.set(bucket, sum);
    }
  }
  return [...folded]
    .filter(([, { counts }]) => counts.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { counts, ...sketch }]) => ({
      ...sketch,
      counts: new Map([...counts].sort(([a], [b]) => a - b)),
    }));
}

/** Adds counts of the same measure and bucket together, ordered by both; what cancels out is left out. */
export function foldObservations(observations: readonly Observation[]): Observation[] {
  const folded = new Map<string, Observation>();
  for (const { measure, bucket, count } of observations) {
    const name = `${measure} ${bucket}`;
    folded.set(name, { measure, bucket, count: (folded.get(name)?.count ?? 0n) + count });
  }
  return [...folded.values()]
    .filter(({ count }) => count !== 0n)
    .sort((a, b) => (a.measure === b.measure ? a.bucket - b.bucket : a.measure < b.measure ? -1 : 1));
}

function keyOf(entry: Omit<BucketKey, 'minute'> & { eventTime: Date }): BucketKey {
  const { providerId, effectTypeId, fleet, budgetContext } = entry;
  return { minute: minuteOf(entry.eventTime), providerId, effectTypeId, fleet, budgetContext };
}

const nameOf = (key: BucketKey): string =>
  JSON.stringify([key.minute.toISOString(), key.providerId, key.effectTypeId, key.fleet, key.budgetContext]);
