import { sql, type Transaction } from '@effect-studio/kernel/database';
import { BOOKS_TOPIC } from '../../messaging/ticks.ts';
import { type BucketDelta, foldDeltas } from '../domain/bucket.ts';
import { toSumRow } from './bucket-rows.ts';
import { SUM_COLUMNS } from './margin-tables.ts';

const SUMS = SUM_COLUMNS.join(', ');

/** $1 tenant, $2 deltas as JSON, ordered by key. Locks the bucket rows in that order. */
const ADD = sql(
  'economics-buckets-add',
  `insert into economics.margin_bucket (tenant_id, minute, provider_id, effect_type_id, fleet, budget_context, ${SUMS})
   select $1, minute, provider_id, effect_type_id, fleet, budget_context, ${SUMS}
   from jsonb_to_recordset($2::jsonb) as delta (minute timestamptz, provider_id text, effect_type_id text, fleet text,
     budget_context text, ${SUM_COLUMNS.map((column) => `${column} numeric`).join(', ')})
   on conflict (tenant_id, minute, provider_id, effect_type_id, fleet, budget_context) do update set
     ${SUM_COLUMNS.map((column) => `${column} = economics.margin_bucket.${column} + excluded.${column}`).join(', ')}`,
);

/** $1 tenant, $2 now. Locks the tenant's row until the commit: whoever reads a version sees everything up to it. */
const BUMP = sql(
  'economics-books-bump',
  `insert into economics.books (tenant_id, version, updated_at) values ($1, 1, $2)
   on conflict (tenant_id) do update set version = economics.books.version + 1, updated_at = excluded.updated_at
   returning version`,
);

/**
 * Adds deltas to the minute buckets and raises the version of the books, in the running transaction; after the
 * commit the new version is told to whoever watches. The books row is locked before any bucket, so a transaction
 * that changes the books twice cannot deadlock with another; wallets and run accounts are locked before both.
 */
export async function changeBooks(tx: Transaction, deltas: readonly BucketDelta[]): Promise<void> {
  const { tenantId } = tx.call.caller;
  const rows = foldDeltas(deltas).map(({ key, sums }) => ({
    minute: key.minute.toISOString(),
    provider_id: key.providerId,
    effect_type_id: key.effectTypeId,
    fleet: key.fleet,
    budget_context: key.budgetContext,
    ...toSumRow(sums),
  }));
  const { version } = await tx.one<{ version: string }>(BUMP, [tenantId, tx.now]);
  await tx.rows(ADD, [tenantId, JSON.stringify(rows)]);
  const { ticks } = tx.call;
  tx.afterCommit(() => ticks.publish(BOOKS_TOPIC, { version, tenantId }));
}
