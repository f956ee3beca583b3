import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { CellCost, CostEntry } from '../../costs/domain/cost-entry.ts';

export const MINUTE_MS = 60_000;

/** The slice that a bucket sums: one minute of one provider, effect type, fleet and budget. */
export interface BucketKey {
  minute: Date;
  providerId: string;
  effectTypeId: string;
  fleet: string;
  budgetContext: BudgetContext;
}

/** Integer sums; every one of them can be added and taken away, so corrections and late events are exact. */
export interface BucketSums {
  revenueNanoUsd: bigint;
  chargedTokens: bigint;
  chargedRuns: bigint;
  runCostNanoUsd: bigint;
  explorationCostNanoUsd: bigint;
  platformCostNanoUsd: bigint;
  pendingCostNanoUsd: bigint;
  attempts: bigint;
  unpricedAttempts: bigint;
  busyMs: bigint;
}

export interface BucketDelta {
  key: BucketKey;
  sums: BucketSums;
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

export const ZERO_SUMS: Readonly<BucketSums> = Object.freeze({
  revenueNanoUsd: 0n,
  chargedTokens: 0n,
  chargedRuns: 0n,
  runCostNanoUsd: 0n,
  explorationCostNanoUsd: 0n,
  platformCostNanoUsd: 0n,
  pendingCostNanoUsd: 0n,
  attempts: 0n,
  unpricedAttempts: 0n,
  busyMs: 0n,
});

const FIELDS = Object.keys(ZERO_SUMS) as (keyof BucketSums)[];

export function addSums(a: BucketSums, b: BucketSums): BucketSums {
  return Object.fromEntries(FIELDS.map((field) => [field, a[field] + b[field]])) as Record<
    keyof BucketSums,
    bigint
  >;
}

/** The minute that a moment belongs to. */
export const minuteOf = (moment: Date): Date =>
  new Date(Math.floor(moment.getTime() / MINUTE_MS) * MINUTE_MS);

/** What a cost entry adds to its bucket. @param sign `-1n` takes a superseded entry out again */
export function costDelta(entry: CellCost, sign: 1n | -1n): BucketDelta {
  const cost = sign * (entry.costNanoUsd ?? 0n);
  // An attempt has several entries; its work is one of them.
  const isWork = entry.component === 'BUSY';
  const borneBy = (bearer: CostEntry['bearer']): bigint => (entry.bearer === bearer ? cost : 0n);
  return {
    key: keyOf(entry),
    sums: {
      ...ZERO_SUMS,
      runCostNanoUsd: borneBy('RUN'),
      explorationCostNanoUsd: borneBy('EXPLORATION'),
      platformCostNanoUsd: borneBy('PLATFORM'),
      pendingCostNanoUsd: borneBy('PENDING'),
      attempts: isWork ? sign : 0n,
      unpricedAttempts: isWork && entry.costNanoUsd === null ? sign : 0n,
      busyMs: sign * BigInt(entry.busyMs),
    },
  };
}

/** What a revenue entry adds to its bucket. A refund takes the money back; the run stays a charged one. */
export function revenueDelta(entry: RevenueEntry, sign: 1n | -1n): BucketDelta {
  return {
    key: keyOf(entry),
    sums: {
      ...ZERO_SUMS,
      revenueNanoUsd: sign * entry.revenueNanoUsd,
      chargedTokens: sign * BigInt(entry.tokens),
      chargedRuns: entry.kind === 'CHARGE' ? sign : 0n,
    },
  };
}

/** Adds deltas of the same slice together; in the order of the keys, so that row locks are taken in one order. */
export function foldDeltas(deltas: readonly BucketDelta[]): BucketDelta[] {
  const folded = new Map<string, BucketDelta>();
  for (const delta of deltas) {
    const name = nameOf(delta.key);
    const known = folded.get(name);
    folded.set(name, known ? { key: known.key, sums: addSums(known.sums, delta.sums) } : delta);
  }
  return [...folded].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta);
}

function keyOf(entry: Omit<BucketKey, 'minute'> & { eventTime: Date }): BucketKey {
  const { providerId, effectTypeId, fleet, budgetContext } = entry;
  return { minute: minuteOf(entry.eventTime), providerId, effectTypeId, fleet, budgetContext };
}

const nameOf = (key: BucketKey): string =>
  JSON.stringify([key.minute.toISOString(), key.providerId, key.effectTypeId, key.fleet, key.budgetContext]);
