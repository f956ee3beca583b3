import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { BucketSums } from '../domain/bucket-sums.ts';
import type { Cell } from '../domain/margin.ts';
import type { MinuteRange } from '../domain/window.ts';
import { SUM_COLUMNS, type SumRow, toSums } from './bucket-rows.ts';

const SUMMED = SUM_COLUMNS.map((column) => `coalesce(sum(${column}), 0) as ${column}`).join(', ');

/** $1 tenant, $2 first minute, $3 last minute, $4 budget. */
const CELLS = sql(
  'economics-bucket-cells',
  `select provider_id, effect_type_id, ${SUMMED} from economics.margin_bucket
   where tenant_id = $1 and minute between $2 and $3 and budget_context = $4
   group by provider_id, effect_type_id order by provider_id, effect_type_id`,
);
const TOTAL = sql(
  'economics-bucket-total',
  `select ${SUMMED} from economics.margin_bucket
   where tenant_id = $1 and minute between $2 and $3 and budget_context = $4`,
);
const VERSION = sql('economics-books-version', 'select version from economics.books where tenant_id = $1');

/** Sums per provider and effect type over whole minutes, ordered by both. */
export async function cellsOver(tx: Transaction, range: MinuteRange, budget: BudgetContext): Promise<Cell[]> {
  const rows = await tx.rows<SumRow & { provider_id: string; effect_type_id: string }>(CELLS, [
    tx.call.caller.tenantId,
    range.first,
    range.last,
    budget,
  ]);
  return rows.map((row) => ({
    providerId: row.provider_id,
    effectTypeId: row.effect_type_id,
    sums: toSums(row),
  }));
}

/** Sums over everything in whole minutes. */
export async function totalOver(
  tx: Transaction,
  range: MinuteRange,
  budget: BudgetContext,
): Promise<BucketSums> {
  return toSums(await tx.one<SumRow>(TOTAL, [tx.call.caller.tenantId, range.first, range.last, budget]));
}

/** How often the books changed; 0 before the first entry. */
export async function booksVersion(tx: Transaction): Promise<bigint> {
  const row = await tx.maybeOne<{ version: string }>(VERSION, [tx.call.caller.tenantId]);
  return BigInt(row?.version ?? 0);
}
