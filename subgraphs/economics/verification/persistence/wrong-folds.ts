import { sql, type Transaction } from '@effect-studio/kernel/database';
import { SUM_COLUMNS } from '../../margins/persistence/bucket-rows.ts';
import { BUCKET_FOLD, SKETCH_FOLD } from '../../margins/use-cases/rebuild-buckets.ts';

const SLICE = 'provider_id, effect_type_id, fleet, budget_context';
const KEY = `minute, ${SLICE}`;
/** $1 tenant. Slices that are not the fold of their entries. One statement, so that it sees one moment. */
const BUCKETS = sql(
  'economics-audit-buckets',
  `with kept as (select * from economics.margin_bucket where tenant_id = $1),
   fold (tenant_id, ${KEY}, ${SUM_COLUMNS.join(', ')}) as (${BUCKET_FOLD})
   select minute, provider_id, effect_type_id, fleet, budget_context,
     jsonb_build_object(${SUM_COLUMNS.map((column) => `'${column}', kept.${column}`).join(', ')}) as kept,
     jsonb_build_object(${SUM_COLUMNS.map((column) => `'${column}', fold.${column}`).join(', ')}) as fold
   from kept full join fold using (${KEY})
   where (${SUM_COLUMNS.map((column) => `kept.${column}`).join(', ')})
     is distinct from (${SUM_COLUMNS.map((column) => `fold.${column}`).join(', ')})
   order by minute limit 100`,
);
const BUCKET_COUNT = sql(
  'economics-audit-bucket-count',
  'select count(*)::int as n from economics.margin_bucket where tenant_id = $1',
);
/** $1 tenant. Counts that are not those of the values of their entries; a count of zero is none. */
const SKETCHES = sql(
  'economics-audit-sketches',
  `with kept as (select * from economics.margin_sketch where tenant_id = $1 and count <> 0),
   fold (tenant_id, quarter, ${SLICE}, measure, bucket, count) as (${SKETCH_FOLD})
   select quarter, provider_id, effect_type_id, fleet, budget_context, measure, bucket,
     coalesce(kept.count, 0)::text as kept, coalesce(fold.count, 0)::text as fold
   from kept full join fold using (quarter, ${SLICE}, measure, bucket)
   where kept.count is distinct from fold.count
   order by quarter, measure, bucket limit 100`,
);
const SKETCH_COUNT = sql(
  'economics-audit-sketch-count',
  'select count(*)::int as n from economics.margin_sketch where tenant_id = $1 and count <> 0',
);

/** Rows that are not the fold of the entries, oldest first, and how many rows were looked at. */
export interface WrongFolds {
  count: number;
  wrong: { id: string; kept: string; fold: string }[];
}

interface Slice {
  provider_id: string;
  effect_type_id: string;
  fleet: string;
  budget_context: string;
}

const nameOf = (moment: Date, slice: Slice): string =>
  [moment.toISOString(), slice.provider_id, slice.effect_type_id, slice.fleet, slice.budget_context].join(
    ' ',
  );

/** Minute buckets that are not the sums of their entries. */
export async function wrongBuckets(tx: Transaction): Promise<WrongFolds> {
  const { tenantId } = tx.call.caller;
  const { n } = await tx.one<{ n: number }>(BUCKET_COUNT, [tenantId]);
  const rows = await tx.rows<
    Slice & { minute: Date; kept: Record<string, unknown>; fold: Record<string, unknown> }
  >(BUCKETS, [tenantId]);
  return {
    count: n,
    wrong: rows.map((row) => {
      const differs = SUM_COLUMNS.filter((column) => String(row.kept[column]) !== String(row.fold[column]));
      const of = (side: Record<string, unknown>) =>
        differs.map((column) => `${column} ${side[column]}`).join(', ');
      return { id: nameOf(row.minute, row), kept: of(row.kept), fold: of(row.fold) };
    }),
  };
}

/** Counts behind quantiles that are not those of the entries. */
export async function wrongSketches(tx: Transaction): Promise<WrongFolds> {
  const { tenantId } = tx.call.caller;
  const { n } = await tx.one<{ n: number }>(SKETCH_COUNT, [tenantId]);
  const rows = await tx.rows<
    Slice & { quarter: Date; measure: string; bucket: number; kept: string; fold: string }
  >(SKETCHES, [tenantId]);
  return {
    count: n,
    wrong: rows.map((row) => ({
      id: `${nameOf(row.quarter, row)} ${row.measure} ${row.bucket}`,
      kept: `count ${row.kept}`,
      fold: `count ${row.fold}`,
    })),
  };
}
