import { sql, type Transaction } from '@effect-studio/kernel/database';
import { BOOKS_TOPIC } from '../../messaging/ticks.ts';
import { type BucketDelta, foldDeltas } from '../domain/bucket.ts';
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

/** $1 tenant, $2 the same deltas. Counts per quarter of an hour; a count that a correction brings to zero stays as a zero. */
const ADD_SKETCHES = sql(
  'economics-sketches-add',
  `insert into economics.margin_sketch (tenant_id, quarter, ${KEY}, measure, bucket, count)
   select $1, date_bin('15 minutes', minute, timestamptz '2000-01-01 00:00:00Z'), ${KEY}, measure, bucket, sum(count)
   from jsonb_to_recordset($2::jsonb) as delta (minute timestamptz, provider_id text, effect_type_id text, fleet text,
     budget_context text, observations jsonb)
   cross join lateral jsonb_to_recordset(observations) as observed (measure text, bucket int, count bigint)
   group by 2, 3, 4, 5, 6, 7, 8 order by 2, 3, 4, 5, 6, 7, 8
   on conflict (tenant_id, quarter, ${KEY}, measure, bucket) do update set
     count = economics.margin_sketch.count + excluded.count`,
);

/** $1 tenant, $2 now. Locks the tenant's row until the commit: whoever reads a version sees everything up to it. */
const BUMP = sql(
  'economics-books-bump',
  `insert into economics.books (tenant_id, version, updated_at) values ($1, 1, $2)
   on conflict (tenant_id) do update set version = economics.books.version + 1, updated_at = excluded.updated_at
   returning version`,
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
  const rows = foldDeltas(deltas).map(({ key, sums, observations }) => ({
    minute: key.minute.toISOString(),
    provider_id: key.providerId,
    effect_type_id: key.effectTypeId,
    fleet: key.fleet,
    budget_context: key.budgetContext,
    ...toSumRow(sums),
    observations: observations.map(({ measure, bucket, count }) => ({
      measure,
      bucket,
      count: count.toString(),
    })),
  }));
  const version = await raiseVersion(tx, rows);
  if (rows.length > 0) {
    const json = JSON.stringify(rows);
    await tx.rows(ADD, [tenantId, json]);
    if (rows.some(({ observations }) => observations.length > 0))
      await tx.rows(ADD_SKETCHES, [tenantId, json]);
  }
  if (version % FORGET_EVERY === 0n) await tx.rows(FORGET, [tenantId, version - CHANGES_KEPT]);
}

/** Raises the version because something that views show beside money has changed, such as a verdict on quality. */
export async function touchBooks(tx: Transaction): Promise<void> {
  await raiseVersion(tx, []);
}

/** Raises the version for buckets that were made anew: whoever holds them in memory reads them again. */
export async function replaceBooks(tx: Transaction): Promise<void> {
  await raiseVersion(tx, null);
}

async function raiseVersion(
  tx: Transaction,
  rows: readonly (SumRow | { observations: unknown })[] | null,
): Promise<bigint> {
  const { tenantId } = tx.call.caller;
  const { version } = await tx.one<{ version: string }>(BUMP, [tenantId, tx.now]);
  // Followers keep sums only; the sketches would double what is kept for nothing.
  const kept =
    rows && JSON.stringify(rows, (name, value: unknown) => (name === 'observations' ? undefined : value));
  await tx.rows(REMEMBER, [tenantId, version, kept, tx.now]);
  const { ticks } = tx.call;
  tx.afterCommit(() => ticks.publish(BOOKS_TOPIC, { version, tenantId }));
  return BigInt(version);
}
