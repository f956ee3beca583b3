import type { CallContext } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { BOUNDS } from '../domain/cost-sketch.ts';
import { SUM_COLUMNS } from '../persistence/bucket-rows.ts';
import { replaceBooks } from '../persistence/change-books.ts';

/** Keeps entries from being added while the buckets are made again; reading goes on. */
const LOCK = sql(
  'economics-buckets-lock',
  'lock table economics.cost_entry, economics.revenue_entry, economics.margin_bucket, economics.margin_sketch in share row exclusive mode',
);
const CLEAR = sql('economics-buckets-clear', 'delete from economics.margin_bucket where tenant_id = $1');
const CLEAR_SKETCHES = sql(
  'economics-sketches-clear',
  'delete from economics.margin_sketch where tenant_id = $1',
);

const KEY = 'provider_id, effect_type_id, fleet, budget_context';
/** Where the minutes end that were folded into hours; of $1. */
const FOLDED_BEFORE = `(select b.folded_before from economics.books b where b.tenant_id = $1)`;
/** The bucket, or the quarter, that a moment belongs to. */
const binOf = (width: '1 minute' | '15 minutes'): string =>
  `date_bin(case when event_time < coalesce(${FOLDED_BEFORE}, '-infinity') then interval '1 hour' else interval '${width}' end,
     event_time, timestamptz '2000-01-01 00:00:00Z')`;

/** Each cost entry of a cell once, and each superseded one taken out again. `economics.cost_entry` is read as $1's. */
const SIGNED_COST = `signed_cost as (
     select entry.*, sign, case when bearer = 'RUN' then 1 else 0 end as is_run,
       case when bearer = 'EXPLORATION' then 1 else 0 end as is_exploration,
       case when bearer = 'PLATFORM' then 1 else 0 end as is_platform,
       case when bearer = 'PENDING' then 1 else 0 end as is_pending,
       case when component = 'BUSY' then 1 else 0 end as is_busy,
       case when component = 'STARTUP' then 1 else 0 end as is_startup,
       case when component = 'PARTNER' then 1 else 0 end as is_partner,
       case when component = 'IDLE' then 0 else 1 end as is_marginal,
       sign * coalesce(cost_nano_usd, 0) as cost
     from (
       select e.id, 1 as sign from economics.cost_entry e where e.tenant_id = $1
       union all
       select newer.supersedes, -1 from economics.cost_entry newer
         where newer.tenant_id = $1 and newer.supersedes is not null
     ) signed join economics.cost_entry entry using (id)
     where account = 'DISPATCH'
   )`;

/**
 * $1 tenant. Folds every entry ever recorded: each one added, each superseded one taken out again, so that
 * slices which a correction emptied stay as zeros, exactly as the live path leaves them.
 */
export const BUCKET_FOLD = `with ${SIGNED_COST},
   signed_revenue as (
     select e.*, 1 as sign from economics.revenue_entry e where e.tenant_id = $1
     union all
     select old.*, -1 from economics.revenue_entry old join economics.revenue_entry newer on newer.supersedes = old.id
       where old.tenant_id = $1
   ),
   delta as (
     select event_time, ${KEY}, 0::numeric as revenue_nano_usd, 0::numeric as refund_nano_usd, 0::numeric as charged_tokens,
       0::numeric as charged_runs, cost * is_run * is_marginal as run_cost_nano_usd,
       cost * is_exploration * is_marginal as exploration_cost_nano_usd,
       cost * is_platform * is_marginal as platform_cost_nano_usd, cost * is_pending * is_marginal as pending_cost_nano_usd,
       cost * is_busy as busy_cost_nano_usd, cost * is_startup as startup_cost_nano_usd,
       cost * is_partner as partner_cost_nano_usd, cost * (1 - is_marginal) as idle_cost_nano_usd,
       cost * is_partner * is_exploration as exploration_partner_cost_nano_usd,
       sign * is_busy as attempts, sign * is_partner as partner_calls,
       case when cost_nano_usd is null then sign * (is_busy + is_partner) else 0 end as unpriced_attempts, sign * is_busy * busy_ms as busy_ms
     from signed_cost
     union all
     select event_time, ${KEY}, sign * revenue_nano_usd, case when kind = 'REFUND' then -sign * revenue_nano_usd else 0 end,
       sign * tokens, case when kind = 'CHARGE' then sign else 0 end, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
     from signed_revenue
   )
   select $1, ${binOf('1 minute')}, ${KEY},
     ${SUM_COLUMNS.map((column) => `sum(${column})`).join(', ')}
   from delta group by 2, 3, 4, 5, 6`;
const REBUILD = sql(
  'economics-buckets-rebuild',
  `insert into economics.margin_bucket (tenant_id, minute, ${KEY}, ${SUM_COLUMNS.join(', ')}) ${BUCKET_FOLD}`,
);

/** $1 tenant. The counts of every value, found by the same whole-number bounds as in `domain/cost-sketch.ts`. */
export const SKETCH_FOLD = `with ${SIGNED_COST}
   select $1::uuid, ${binOf('15 minutes')}, ${KEY}, measure,
     case when value <= 0 then -1 else width_bucket(value - 1, array[${BOUNDS.join(', ')}]::bigint[]) end, sum(sign)::bigint
   from signed_cost cross join lateral (values ('COST', cost_nano_usd), ('DURATION', busy_ms)) observed (measure, value)
   where value is not null and (component = 'BUSY' or (component = 'PARTNER' and measure = 'COST'))
   group by 2, 3, 4, 5, 6, 7, 8 having sum(sign) <> 0`;
const REBUILD_SKETCHES = sql(
  'economics-sketches-rebuild',
  `insert into economics.margin_sketch (tenant_id, quarter, ${KEY}, measure, bucket, count) ${SKETCH_FOLD}`,
);

/** Makes the tenant's minute buckets and sketches again from the entries; the result equals what the live path built, but for counts of zero. */
export async function rebuildBuckets(ctx: CallContext): Promise<void> {
  await ctx.db.transaction(ctx, async (tx) => {
    await tx.rows(LOCK);
    await tx.rows(CLEAR, [ctx.caller.tenantId]);
    await tx.rows(CLEAR_SKETCHES, [ctx.caller.tenantId]);
    await tx.rows(REBUILD, [ctx.caller.tenantId]);
    await tx.rows(REBUILD_SKETCHES, [ctx.caller.tenantId]);
  });
  // Apart from the locks above: a writer holds entries while it waits for the books.
  await ctx.db.transaction(ctx, replaceBooks);
}
