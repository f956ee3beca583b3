import { type Reading, sql } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { Measure } from '../domain/bucket.ts';
import type { MinuteRange } from '../domain/window.ts';

/** Counts of one bucket of one measure of one cell. */
export interface SketchCount {
  providerId: string;
  effectTypeId: string;
  measure: Measure;
  bucket: number;
  count: bigint;
}

/** $1 tenant, $2 first quarter, $3 last moment, $4 budget. */
const COUNTS = sql(
  'economics-sketch-counts',
  `select provider_id as "providerId", effect_type_id as "effectTypeId", measure, bucket, sum(count)::text as count
   from economics.margin_sketch
   where tenant_id = $1 and quarter between date_bin('15 minutes', $2::timestamptz, timestamptz '2000-01-01 00:00:00Z') and $3
     and budget_context = $4
   group by 1, 2, 3, 4 having sum(count) <> 0`,
);

/** Histograms of every cell over whole quarters of an hour: those that the minutes touch. */
export async function sketchCounts(
  tx: Reading,
  range: MinuteRange,
  budget: BudgetContext,
): Promise<SketchCount[]> {
  const rows = await tx.rows<Omit<SketchCount, 'count'> & { count: string }>(COUNTS, [
    tx.call.caller.tenantId,
    range.first,
    range.last,
    budget,
  ]);
  return rows.map((row) => ({ ...row, count: BigInt(row.count) }));
}
