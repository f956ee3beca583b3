import { sql, type Transaction } from '@effect-studio/kernel/database';
import { BOOKS_TOPIC } from '../../messaging/ticks.ts';
import { type BucketDelta, type BucketKey, coarsen, foldDeltas, foldSketches } from '../domain/bucket.ts';
import { SUM_COLUMNS, type SumRow, toSumRow } from './bucket-rows.ts';

const SUMS = SUM_COLUMNS.join(', ');
const KEY = 'provider_id, effect_type_id, fleet, budget_context';

/** $1 tenant, $2 deltas as JSON, ordered by key. Locks the bucket rows in that order. */
const ADD = sql(
  'economics-buckets-add',
  `insert into economics.margin_bucket (tenant_id, minute, ${KEY}, ${SUMS})
   select $1, minute, ${KEY}, ${SUMS}
   from jsonb_to_recordset($2::jsonb) as delta (minute timestamptz, provider_id text, effect_type_id text, fleet text,
     budget_context text, ${SUM_COLUMNS.map((column) => `${column} numeric`).join(', ')})
   on conflict (tenant_id, minute, ${KEY}) do update set
     ${SUM_COLUMNS.map((column) => `${column} = economics.margin_bucket.${column} + excluded.${column}`).join(', ')}`,
);

/** $1 tenant, $2 counts by slice, quarter of an hour and measure. A count that a correction brings to zero stays as a zero. */
const ADD_SKETCHES = sql(
  'economics-sketches-add',
  `insert into economics.margin_sketch (tenant_id, quarter, ${KEY}, measure, bucket, count)
   select $1, quarter, ${KEY}, measure, observed.bucket, observed.count
   from jsonb_to_recordset($2::jsonb) as delta (quarter timestamptz, provider_id text, effect_type_id text, fleet text,
     budget_context text, measure text, buckets int[], counts bigint[])
   cross join lateral unnest(buckets, counts) as observed (bucket, count)
   on conflict (tenant_id, quarter, ${KEY}, measure, bucket) do update set
     count = economics.margin_sketch.count + excluded.count`,
);

/** $1 tenant, $2 now. Locks the tenant's row until the commit: whoever reads a version sees everything up to it. */
const BUMP = sql(
  'economics-books-bump',
  `insert into economics.books (tenant_id, version, updated_at) values ($1, 1, $2)
   on conflict (tenant_id) do update set version = economics.books.version + 1, updated_at = excluded.updated_at
   returning version, case when isfinite(folded_before) then folded_before end as folded_before`,
);

/** $1 tenant, $2 version, $3 deltas, null when buckets were made anew, $4 now. */
const REMEMBER = sql(
  'economics-book-change-insert',
  'insert into economics.book_change (tenant_id, version, deltas, created_at) values ($1, $2, $3, $4)',
);
/** $1 tenant, $2 version. */
const FORGET = sql(
  'economics-book-changes-forget',
  'delete from economics.book_change where tenant_id = $1 and version <= $2',
);

/** Changes that are kept; a process that is further behind reads the buckets again. */
export const CHANGES_KEPT = 2_000n;
const FORGET_EVERY = 500n;

/** A delta as it lies in `book_change`. */
export type DeltaRow = SumRow & { minute: string };

/**
 * Adds deltas to the minute buckets and the sketches and raises the version of the books, in the running
 * transaction; after the commit the new version is told to whoever watches. The books row is locked before any
 * bucket, so a transaction that changes the books twice cannot deadlock with another; wallets and run accounts
 * are locked before both.
 */
export async function changeBooks(tx: Transaction, deltas: readonly BucketDelta[]): Promise<void> {
  const { tenantId } = tx.call.caller;
  const { version, foldedBeforeMs } = await raiseVersion(tx);
  const placed = deltas.map((delta) => coarsen(delta, foldedBeforeMs));
  const rows = foldDeltas(placed).map(({ key, sums }) => ({
    minute: key.minute.toISOString(),
    ...toKeyRow(key),
    ...toSumRow(sums),
  }));
  const kept = JSON.stringify(rows);
  await tx.rows(REMEMBER, [tenantId, version, kept, tx.now]);
  if (rows.length > 0) await tx.rows(ADD, [tenantId, kept]);
  const sketches = foldSketches(placed).map(({ key, measure, counts }) => ({
    quarter: key.minute.toISOString(),
    ...toKeyRow(key),
    measure,
    buckets: [...counts.keys()],
    counts: [...counts.values()].map(String),
  }));
  if (sketches.length > 0) await tx.rows(ADD_SKETCHES, [tenantId, JSON.stringify(sketches)]);
  if (version % FORGET_EVERY === 0n) await tx.rows(FORGET, [tenantId, version - CHANGES_KEPT]);
}

/** Raises the version because something that views show beside money has changed, such as a verdict on quality. */
export async function touchBooks(tx: Transaction): Promise<void> {
  const { version } = await raiseVersion(tx);
  await tx.rows(REMEMBER, [tx.call.caller.tenantId, version, '[]', tx.now]);
}

/** Raises the version for buckets that were made anew: whoever holds them in memory reads them again. */
export async function replaceBooks(tx: Transaction): Promise<void> {
  const { version } = await raiseVersion(tx);
  await tx.rows(REMEMBER, [tx.call.caller.tenantId, version, null, tx.now]);
}

const toKeyRow = (key: BucketKey) => ({
  provider_id: key.providerId,
  effect_type_id: key.effectTypeId,
  fleet: key.fleet,
  budget_context: key.budgetContext,
});

/** The next version, whose changes the caller has to remember: versions are dense. Locks the books until the commit. */
async function raiseVersion(tx: Transaction): Promise<{ version: bigint; foldedBeforeMs: number }> {
  const { tenantId } = tx.call.caller;
  const row = await tx.one<{ version: string; folded_before: Date | null }>(BUMP, [tenantId, tx.now]);
  const { ticks } = tx.call;
  tx.afterCommit(() => ticks.publish(BOOKS_TOPIC, { version: row.version, tenantId }));
  return {
    version: BigInt(row.version),
    foldedBeforeMs: row.folded_before?.getTime() ?? Number.NEGATIVE_INFINITY,
  };
}
