import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Observation, ObservationSums } from '../domain/observation.ts';

/** Columns of the sums, in the order of the fields. */
const SUMS = {
  attempts: 'attempts',
  successes: 'successes',
  failures: 'failures',
  rejections: 'rejections',
  trailingFailures: 'trailing_failures',
  trailingSuccesses: 'trailing_successes',
  deliveredMilliUnits: 'delivered_milli_units',
  deliveredMilliUnitsSquared: 'delivered_milli_units_squared',
  deliveredBusyMs: 'delivered_busy_ms',
  deliveredBusyMsSquared: 'delivered_busy_ms_squared',
  deliveredBusyMsMilliUnits: 'delivered_busy_ms_milli_units',
  costNanoUsd: 'cost_nano_usd',
  costNanoUsdSquared: 'cost_nano_usd_squared',
  costNanoUsdMilliUnits: 'cost_nano_usd_milli_units',
  unpricedAttempts: 'unpriced_attempts',
  judged: 'judged',
  qualityPpm: 'quality_ppm',
  qualityPpmSquared: 'quality_ppm_squared',
} as const satisfies Record<keyof ObservationSums, string>;
const FIELDS = Object.keys(SUMS) as (keyof ObservationSums)[];
const COLUMNS = Object.values(SUMS);

/**
 * $1 from, $2 until (exclusive), $3 now, $4 tenant. Makes the sums of whole cycles again from what ran and what it cost
 * by now, so that late verdicts, settlements and corrected costs are in, whatever their order. Costs are marginal. What the studio tried
 * for itself teaches nothing about people's work.
 */
const REFRESH = sql(
  'economics-observations-refresh',
  `with attempt as (
     select e.workflow_id, e.provider_id, e.effect_type_id,
       date_bin('15 minutes', e.ended_at, 'epoch') as cycle_start,
       e.outcome = 'succeeded' as is_delivered, e.is_rejected, e.quality_ppm,
       case when e.outcome = 'succeeded' then e.milli_units else 0 end::numeric as units,
       case when e.outcome = 'succeeded' then e.busy_ms else 0 end::numeric as busy,
       coalesce(cost.nano_usd, 0)::numeric as cost, coalesce(cost.is_unpriced, false) as is_unpriced,
       e.outcome = 'succeeded' and not e.is_rejected as is_good,
       row_number() over (
         partition by e.workflow_id, e.provider_id, e.effect_type_id, date_bin('15 minutes', e.ended_at, 'epoch')
         order by e.ended_at, e.task_id, e.attempt) as place
     from economics.execution e
     left join lateral (
       select sum(c.cost_nano_usd) as nano_usd, bool_or(c.cost_nano_usd is null) as is_unpriced
       from economics.cost_entry c
       where c.task_id = e.task_id and c.attempt = e.attempt and c.component <> 'IDLE'
         and not exists (select from economics.cost_entry newer where newer.supersedes = c.id)
     ) cost on true
     where e.tenant_id = $4 and e.ended_at >= $1 and e.ended_at < $2 and e.outcome <> 'cancelled'
       and e.budget_context <> 'system_test'
   )
   insert into economics.routing_observation (tenant_id, workflow_id, provider_id, effect_type_id, cycle_start,
     ${COLUMNS.join(', ')}, created_at, updated_at)
   select $4, workflow_id, provider_id, effect_type_id, cycle_start,
     count(*), count(*) filter (where is_delivered), count(*) filter (where not is_delivered),
     count(*) filter (where is_delivered and is_rejected),
     count(*) - coalesce(max(place) filter (where is_good), 0),
     count(*) - coalesce(max(place) filter (where not is_good), 0),
     sum(units), sum(units * units), sum(busy), sum(busy * busy), sum(busy * units),
     sum(cost), sum(cost * cost), sum(cost * units), count(*) filter (where is_unpriced),
     count(quality_ppm), coalesce(sum(quality_ppm), 0), coalesce(sum(quality_ppm::numeric * quality_ppm), 0), $3, $3
   from attempt group by workflow_id, provider_id, effect_type_id, cycle_start
   on conflict (tenant_id, cycle_start, effect_type_id, workflow_id, provider_id) do update set
     ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}, updated_at = excluded.updated_at`,
);
/** $1 from, $2 tenant. One row per workflow and cycle: a week of a hundred workflows is 67,200 rows. */
const SINCE = sql(
  'economics-observations-since',
  `select workflow_id, provider_id, effect_type_id, cycle_start, ${COLUMNS.map((column) => `${column}::float8`).join(', ')}
   from economics.routing_observation where tenant_id = $2 and cycle_start >= $1`,
);

type ObservationRow = Record<(typeof COLUMNS)[number], number> & {
  workflow_id: string;
  provider_id: string;
  effect_type_id: string;
  cycle_start: Date;
};

/** Makes the sums of the cycles between two moments again. @param from start of a cycle @param until start of a cycle */
export async function refreshObservations(tx: Transaction, from: Date, until: Date): Promise<void> {
  await tx.rows(REFRESH, [from, until, tx.now, tx.call.caller.tenantId]);
}

/** All sums of cycles from `since` on. */
export async function observationsSince(tx: Transaction, since: Date): Promise<Observation[]> {
  const rows = await tx.rows<ObservationRow>(SINCE, [since, tx.call.caller.tenantId]);
  return rows.map((row) => {
    const sums = Object.fromEntries(FIELDS.map((field) => [field, row[SUMS[field]]]));
    return {
      workflowId: row.workflow_id,
      providerId: row.provider_id,
      effectTypeId: row.effect_type_id,
      cycleStart: row.cycle_start,
      ...(sums as Record<keyof ObservationSums, number>),
    };
  });
}
