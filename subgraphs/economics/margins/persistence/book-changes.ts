import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { BucketKey } from '../domain/bucket.ts';
import type { BucketSums } from '../domain/bucket-sums.ts';
import { SUM_COLUMNS, toSums } from './bucket-rows.ts';
import type { BooksRevision } from './read-buckets.ts';

/** A minute of a slice, or what was added to it. */
export interface MinuteSums {
  key: BucketKey;
  sums: BucketSums;
}

/** What came after a version, or that it cannot be told any more. */
export type ChangesSince = (BooksRevision & { added: MinuteSums[] }) | 'READ_AGAIN';

interface KeyRow {
  minute: Date | string;
  provider_id: string;
  effect_type_id: string;
  fleet: string;
  budget_context: BudgetContext;
}

/** $1 tenant, $2 first minute. One statement, so that version and buckets are of the same moment; one row at least. */
const SNAPSHOT = sql(
  'economics-books-snapshot',
  `select coalesce(version, 0) as version, coalesce(epoch::text, '') as epoch, minute, provider_id,
     effect_type_id, fleet, budget_context, ${SUM_COLUMNS.join(', ')}
   from (select 1) one left join economics.books on books.tenant_id = $1
     left join economics.margin_bucket bucket on bucket.tenant_id = $1 and minute >= $2`,
);

/** $1 tenant, $2 version. The first row is the present version; changes follow in order. */
const SINCE = sql(
  'economics-book-changes-since',
  `select version, epoch::text, null::jsonb as deltas, true as is_present from economics.books where tenant_id = $1
   union all
   (select version, null, deltas, false from economics.book_change where tenant_id = $1 and version > $2 order by version)`,
);

const toMinute = (row: KeyRow): MinuteSums => ({
  key: {
    minute: new Date(row.minute),
    providerId: row.provider_id,
    effectTypeId: row.effect_type_id,
    fleet: row.fleet,
    budgetContext: row.budget_context,
  },
  sums: toSums(row as unknown as Record<string, unknown>),
});

/** Every bucket from a minute on, and the version of the books that holds exactly them. */
export async function bucketsSince(
  tx: Transaction,
  first: Date,
): Promise<BooksRevision & { added: MinuteSums[] }> {
  const rows = await tx.rows<KeyRow & { version: string; epoch: string }>(SNAPSHOT, [
    tx.call.caller.tenantId,
    first,
  ]);
  const { version, epoch } = rows[0]!;
  return {
    version: BigInt(version),
    epoch,
    added: rows.filter((row) => row.minute !== null).map(toMinute),
  };
}

/** What was added to the buckets after a version of the books. */
export async function changesSince(tx: Transaction, version: bigint): Promise<ChangesSince> {
  const rows = await tx.rows<{
    version: string;
    epoch: string | null;
    deltas: KeyRow[] | null;
    is_present: boolean;
  }>(SINCE, [tx.call.caller.tenantId, version.toString()]);
  const books = rows.find((row) => row.is_present);
  const present = BigInt(books?.version ?? 0);
  const changes = rows.filter((row) => !row.is_present);
  // Versions are dense: one that is missing was forgotten, and one without deltas was made anew.
  const isWhole =
    present - version === BigInt(changes.length) && changes.every(({ deltas }) => deltas !== null);
  if (!isWhole) return 'READ_AGAIN';
  return {
    version: present,
    epoch: books?.epoch ?? '',
    added: changes.flatMap(({ deltas }) => deltas!.map(toMinute)),
  };
}
