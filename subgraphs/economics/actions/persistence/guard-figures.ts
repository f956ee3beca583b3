import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { EffectFigures } from '../domain/guard.ts';

/**
 * $1 tenant, $2 provider, $3 from, $4 to. How the same effects fare at the provider and at all others: effect by effect,
 * machine time and marginal cost per work unit delivered, failures and waits for the provider included.
 */
const FIGURES = sql(
  'economics-guard-figures',
  `select e.effect_type_id as "effectTypeId", e.provider_id = $2 as "isSource", count(*)::int as attempts,
     sum(e.busy_ms + e.startup_ms)::float8 as "workMs",
     coalesce(sum(e.milli_units) filter (where e.outcome = 'succeeded'), 0)::float8 as "milliUnits",
     coalesce(sum(cost.nano_usd), 0)::float8 as "costNanoUsd", bool_and(cost.nano_usd is not null) as "isPriced"
   from economics.execution e
   left join lateral (
     select sum(c.cost_nano_usd) as nano_usd from economics.cost_entry c
     where c.task_id = e.task_id and c.attempt = e.attempt and c.component <> 'IDLE'
       and not exists (select 1 from economics.cost_entry newer where newer.supersedes = c.id)
   ) cost on true
   where e.tenant_id = $1 and e.ended_at >= $3 and e.ended_at < $4 and e.outcome <> 'cancelled'
     and e.effect_type_id in (
       select effect_type_id from economics.execution
       where tenant_id = $1 and provider_id = $2 and ended_at >= $3 and ended_at < $4
     )
   group by 1, 2 order by 1, 2`,
);

/** How the provider's effects fare there and elsewhere. Ratios are made of it, no money is booked from it. */
export function guardFigures(
  tx: Transaction,
  providerId: string,
  from: Date,
  to: Date,
): Promise<EffectFigures[]> {
  return tx.rows<EffectFigures>(FIGURES, [tx.call.caller.tenantId, providerId, from, to]);
}
