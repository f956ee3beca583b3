import { type Reading, sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { BucketSums } from '../domain/bucket-sums.ts';
import type { SliceSums } from '../domain/minute-windows.ts';
import type { MinuteRange } from '../domain/window.ts';
import { SUM_COLUMNS, toSums } from './bucket-rows.ts';

/** A part of the books; null leaves a dimension open. */
export interface SliceFilter {
  budgetContext: BudgetContext;
  providerId: string | null;
  effectTypeId: string | null;
  fleet: string | null;
}

/** Sums of one step of time. */
export interface SeriesPoint {
  at: Date;
  sums: BucketSums;
}

const SUMMED = SUM_COLUMNS.map((column) => `coalesce(sum(${column}), 0) as ${column}`).join(', ');
const MATCHES = `tenant_id = $1 and minute between $2 and $3 and budget_context = $4
     and ($5::text is null or provider_id = $5) and ($6::text is null or effect_type_id = $6) and ($7::text is null or fleet = $7)`;

/** $1 tenant, $2 first minute, $3 last minute, $4 budget, $5 provider, $6 effect type, $7 fleet. */
const SLICES = sql(
  'economics-bucket-slices',
  `select provider_id, effect_type_id, fleet, budget_context, ${SUMMED} from economics.margin_bucket where ${MATCHES}
   group by provider_id, effect_type_id, fleet, budget_context order by provider_id, effect_type_id, fleet`,
);
/** As above; $8 step in milliseconds. Steps begin at whole UTC hours and days; those without a bucket are left out. */
const SERIES = sql(
  'economics-bucket-series',
  `select date_bin(make_interval(secs => $8::bigint / 1000.0), minute, timestamptz '2000-01-01 00:00:00Z') as at, ${SUMMED}
   from economics.margin_bucket where ${MATCHES} group by 1 order by 1`,
);
const VERSION = sql(
  'economics-books-version',
  'select version, epoch from economics.books where tenant_id = $1',
);

const valuesOf = (tx: Reading, range: MinuteRange, filter: SliceFilter): unknown[] => [
  tx.call.caller.tenantId,
  range.first,
  range.last,
  filter.budgetContext,
  filter.providerId,
  filter.effectTypeId,
  filter.fleet,
];

/** Sums per provider, effect type and fleet over whole minutes, ordered by all three. */
export async function slicesOver(tx: Reading, range: MinuteRange, filter: SliceFilter): Promise<SliceSums[]> {
  const rows = await tx.rows<{
    provider_id: string;
    effect_type_id: string;
    fleet: string;
    budget_context: BudgetContext;
  }>(SLICES, valuesOf(tx, range, filter));
  return rows.map((row) => ({
    key: {
      providerId: row.provider_id,
      effectTypeId: row.effect_type_id,
      fleet: row.fleet,
      budgetContext: row.budget_context,
    },
    sums: toSums(row),
  }));
}

/** Sums per step of time, oldest first; steps in which nothing happened are left out. */
export async function seriesOver(
  tx: Reading,
  range: MinuteRange,
  filter: SliceFilter,
  stepMs: number,
): Promise<SeriesPoint[]> {
  const rows = await tx.rows<{ at: Date }>(SERIES, [...valuesOf(tx, range, filter), stepMs]);
  return rows.map((row) => ({ at: row.at, sums: toSums(row as unknown as Record<string, unknown>) }));
}

/** State of the books: which ones they are, and how often they changed. */
export interface BooksRevision {
  /** Empty before the first entry. */
  epoch: string;
  version: bigint;
}

/** Which books these are, and how often they changed; 0 before the first entry. */
export async function booksRevision(tx: Transaction): Promise<BooksRevision> {
  const row = await tx.maybeOne<{ version: string; epoch: string }>(VERSION, [tx.call.caller.tenantId]);
  return { epoch: row?.epoch ?? '', version: BigInt(row?.version ?? 0) };
}
