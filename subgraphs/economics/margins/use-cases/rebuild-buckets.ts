import type { CallContext } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { SUM_COLUMNS } from '../persistence/margin-tables.ts';

/** Keeps entries from being added while the buckets are made again; reading goes on. */
const LOCK = sql(
  'economics-buckets-lock',
  'lock table economics.cost_entry, economics.revenue_entry, economics.margin_bucket in share row exclusive mode',
);
const CLEAR = sql('economics-buckets-clear', 'delete from economics.margin_bucket where tenant_id = $1');

/**
 * $1 tenant. Folds every entry ever recorded: each one added, each superseded one taken out again, so that
 * slices which a correction emptied stay as zeros, exactly as the live path leaves them.
 */
const REBUILD = sql(
  'economics-buckets-rebuild',
  `with signed_cost as (
     select e.*, 1 as sign from economics.cost_entry e where e.tenant_id = $1 and e.account = 'DISPATCH'
     union all
     select old.*, -1 from economics.cost_entry old join economics.cost_entry newer on newer.supersedes = old.id
       where old.tenant_id = $1 and old.account = 'DISPATCH'
   ),
   signed_revenue as (
     select e.*, 1 as sign from economics.revenue_entry e where e.tenant_id = $1
     union all
     select old.*, -1 from economics.revenue_entry old join economics.revenue_entry newer on newer.supersedes = old.id
       where old.tenant_id = $1
   ),
   delta as (
     select event_time, provider_id, effect_type_id, fleet, budget_context,
       0::numeric as revenue_nano_usd, 0::numeric as charged_tokens, 0::numeric as charged_runs,
       case when bearer = 'RUN' then sign * coalesce(cost_nano_usd, 0) else 0 end::numeric as run_cost_nano_usd,
       case when bearer = 'EXPLORATION' then sign * coalesce(cost_nano_usd, 0) else 0 end::numeric as exploration_cost_nano_usd,
       case when bearer = 'PLATFORM' then sign * coalesce(cost_nano_usd, 0) else 0 end::numeric as platform_cost_nano_usd,
       case when bearer = 'PENDING' then sign * coalesce(cost_nano_usd, 0) else 0 end::numeric as pending_cost_nano_usd,
       case when component = 'BUSY' then sign else 0 end::numeric as attempts,
       case when component = 'BUSY' and cost_nano_usd is null then sign else 0 end::numeric as unpriced_attempts,
       (sign * busy_ms)::numeric as busy_ms
     from signed_cost
     union all
     select event_time, provider_id, effect_type_id, fleet, budget_context,
       (sign * revenue_nano_usd)::numeric, (sign * tokens)::numeric, case when kind = 'CHARGE' then sign else 0 end::numeric,
       0, 0, 0, 0, 0, 0, 0
     from signed_revenue
   )
   insert into economics.margin_bucket (tenant_id, minute, provider_id, effect_type_id, fleet, budget_context, ${SUM_COLUMNS.join(', ')})
   select $1, date_bin('1 minute', event_time, timestamptz '2000-01-01 00:00:00Z'), provider_id, effect_type_id, fleet,
     budget_context, ${SUM_COLUMNS.map((column) => `sum(${column})`).join(', ')}
   from delta group by 2, 3, 4, 5, 6`,
);

/** Makes the tenant's minute buckets again from the entries; the result equals what the live path built. */
export async function rebuildBuckets(ctx: CallContext): Promise<void> {
  await ctx.db.transaction(ctx, async (tx) => {
    await tx.rows(LOCK);
    await tx.rows(CLEAR, [ctx.caller.tenantId]);
    await tx.rows(REBUILD, [ctx.caller.tenantId]);
  });
}
