import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { tenantsWithBooks } from '../../costs/persistence/request-repricing.ts';
import { SUM_COLUMNS } from '../persistence/bucket-rows.ts';
import { replaceBooks } from '../persistence/change-books.ts';

const DAY_MS = 86_400_000;
/** Minutes that are kept as such; the widest window and the one before it take two weeks of them. */
const KEPT_DAYS = 100;

const KEY = 'provider_id, effect_type_id, fleet, budget_context';
const HOUR = (column: string): string => `date_trunc('hour', ${column}, 'UTC')`;
/** $1 tenant, $2 the first moment that keeps its minutes. Zero rows: they end there already. */
const MOVE = sql(
  'economics-books-fold-before',
  'update economics.books set folded_before = $2 where tenant_id = $1 and folded_before < $2 returning version',
);
/** $1 tenant, $2 as above. */
const FOLD = sql(
  'economics-buckets-fold',
  `with gone as (
     delete from economics.margin_bucket where tenant_id = $1 and minute < $2 and minute <> ${HOUR('minute')} returning *
   )
   insert into economics.margin_bucket (tenant_id, minute, ${KEY}, ${SUM_COLUMNS.join(', ')})
   select tenant_id, ${HOUR('minute')}, ${KEY}, ${SUM_COLUMNS.map((column) => `sum(${column})`).join(', ')}
   from gone group by 1, 2, ${KEY}
   on conflict (tenant_id, minute, ${KEY}) do update set
     ${SUM_COLUMNS.map((column) => `${column} = economics.margin_bucket.${column} + excluded.${column}`).join(', ')}`,
);
/** $1 tenant, $2 as above. */
const FOLD_SKETCHES = sql(
  'economics-sketches-fold',
  `with gone as (
     delete from economics.margin_sketch where tenant_id = $1 and quarter < $2 and quarter <> ${HOUR('quarter')} returning *
   )
   insert into economics.margin_sketch (tenant_id, quarter, ${KEY}, measure, bucket, count)
   select tenant_id, ${HOUR('quarter')}, ${KEY}, measure, bucket, sum(count)::bigint
   from gone group by 1, 2, ${KEY}, measure, bucket
   on conflict (tenant_id, quarter, ${KEY}, measure, bucket) do update set
     count = economics.margin_sketch.count + excluded.count`,
);

/**
 * Folds minute buckets and quarters of counts of more than 100 days ago into whole hours, in every tenant. What is booked
 * later to such a time goes into its hour, and a rebuild makes hours of it, too; no sum changes, only where a span may cut.
 */
export async function foldOldMinutes(ctx: CallContext): Promise<void> {
  for (const tenantId of await ctx.db.transaction(ctx, tenantsWithBooks)) {
    const call = callContext(ctx, { caller: systemCaller(tenantId), correlationId: ctx.correlationId });
    await call.db.transaction(call, async (tx) => {
      const today = Math.floor(tx.now.getTime() / DAY_MS) * DAY_MS;
      const before = new Date(today - KEPT_DAYS * DAY_MS);
      // The row of the books is locked first, as by everybody who changes buckets.
      if (!(await tx.maybeOne(MOVE, [tenantId, before]))) return;
      await tx.rows(FOLD, [tenantId, before]);
      await tx.rows(FOLD_SKETCHES, [tenantId, before]);
      await replaceBooks(tx);
    });
  }
}
