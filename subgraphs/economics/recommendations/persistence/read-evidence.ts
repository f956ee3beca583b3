import { sql, type Transaction } from '@effect-studio/kernel/database';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { type AdvicePolicy, DAY_MS } from '../domain/advice-policy.ts';
import type { ArmRow, Evidence, FleetDay, RevenueRow } from '../domain/evidence.ts';
import { readPriceChanges } from './price-changes.ts';

/** People are put into this many groups; a group is at least one person, so groups are no more alike than people. */
const GROUPS = 400;

/**
 * Attempts with what is believed now of their cost, idle time left out: that is not the leg's doing. Both kinds of rows are
 * gathered by attempt at once: a join of the two would be planned by statistics, which a young table does not have, and
 * then compare every attempt with every cost.
 */
const ATTEMPTS = `
  select any_value(run_id) as run_id, any_value(owner_id) as owner_id, any_value(role) as role,
    any_value(budget_context) as budget_context, any_value(effect_type_id) as effect_type_id,
    any_value(provider_id) as provider_id, any_value(workflow_id) as workflow_id, any_value(fleet) as fleet,
    any_value(instance_type) as instance_type, any_value(milli_units) as milli_units, any_value(quality_ppm) as quality_ppm,
    any_value(ended_at) as ended_at, bool_or(is_good) as is_good, sum(cost_nano_usd) as cost_nano_usd,
    count(*) filter (where is_unpriced) as unpriced
  from (
    select task_id, attempt, run_id, owner_id, role, budget_context, effect_type_id, provider_id, workflow_id, fleet,
      instance_type, milli_units, quality_ppm, ended_at, outcome = 'succeeded' and not is_rejected as is_good,
      null as cost_nano_usd, false as is_unpriced
    from economics.execution
    where tenant_id = $1 and ended_at >= $2 and ended_at < $3
      and outcome <> 'cancelled' and budget_context in ('user_run', 'benchmark')
    union all
    select task_id, attempt, null, null, null, null, null, null, null, null, null, null, null, null, null, cost_nano_usd,
      cost_nano_usd is null
    from economics.cost_entry e
    where tenant_id = $1 and event_time >= $2 and event_time < $3 and task_id is not null and component <> 'IDLE'
      and not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)
  ) fact
  group by task_id, attempt
  having count(ended_at) > 0`;

/**
 * $1 tenant, $2 from, $3 to (excluded), $4 where the later half begins. Sums of executions per workflow and group of
 * people, or per benchmark run. Full-length renders count for the volume only: the others are all on excerpts.
 */
const ARMS = sql(
  'economics-advice-arms',
  `select case x.budget_context when 'benchmark' then 'BENCHMARK' else 'USER_RUNS' end as source,
     effect_type_id, provider_id, workflow_id, fleet, instance_type,
     case x.budget_context when 'benchmark' then run_id::text else (abs(hashtext(owner_id::text)) % ${GROUPS})::text end as cluster,
     ended_at >= $4 as is_recent,
     count(*) filter (where role <> 'finish')::int as attempts,
     coalesce(sum(milli_units / 1000.0) filter (where role <> 'finish' and is_good), 0)::float8 as delivered_units,
     coalesce(sum((milli_units / 1000.0) ^ 2) filter (where role <> 'finish' and is_good), 0)::float8 as delivered_units_squared,
     coalesce(sum(cost_nano_usd) filter (where role <> 'finish'), 0)::float8 as cost_nano_usd,
     count(quality_ppm) filter (where role <> 'finish' and is_good)::int as judged,
     coalesce(sum(quality_ppm / 1e6) filter (where role <> 'finish' and is_good), 0)::float8 as quality,
     coalesce(sum(unpriced), 0)::int as unpriced,
     coalesce(sum(milli_units / 1000.0), 0)::float8 as volume_units
   from (${ATTEMPTS}) x
   group by 1, 2, 3, 4, 5, 6, 7, 8`,
);

/** $1 tenant, $2 from, $3 to (excluded). Charged runs by winner and group of people, with all that was spent on them. */
const REVENUE = sql(
  'economics-advice-revenue',
  `with charged as (
     select run_id, owner_id, effect_type_id, provider_id, sum(revenue_nano_usd) as revenue_nano_usd,
       bool_or(kind = 'REFUND') as is_refunded
     from economics.revenue_entry e
     where tenant_id = $1 and budget_context = 'user_run'
       and not exists (select 1 from economics.revenue_entry newer where newer.supersedes = e.id)
     group by run_id, owner_id, effect_type_id, provider_id
     having min(event_time) filter (where kind = 'CHARGE') >= $2 and min(event_time) filter (where kind = 'CHARGE') < $3
   )
   select effect_type_id, provider_id, (abs(hashtext(owner_id::text)) % ${GROUPS})::text as cluster,
     count(*)::int as charged_runs, count(*) filter (where is_refunded)::int as refunded_runs,
     sum(revenue_nano_usd)::float8 as revenue_nano_usd, coalesce(sum(spent.cost_nano_usd), 0)::float8 as cost_nano_usd
   from charged left join lateral (
     select sum(cost_nano_usd) as cost_nano_usd from economics.cost_entry e
     where e.run_id = charged.run_id
       and not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)) spent on true
   group by 1, 2, 3`,
);

/** Milliseconds from which a leg waited for a machine. */
const WAITED_MS = 60_000;

/**
 * $1 tenant, $2 from, $3 to (excluded). What each fleet's machines cost per UTC day, working and waiting, and what became of
 * the runs of people that had legs on them.
 */
const FLEET_DAYS = sql(
  'economics-advice-fleet-days',
  `with cost as (
     select fleet, to_char(event_time at time zone 'UTC', 'YYYY-MM-DD') as day,
       count(*) filter (where component = 'BUSY')::int as executions,
       coalesce(sum(cost_nano_usd) filter (where component = 'BUSY'), 0)::float8 as work_nano_usd,
       coalesce(sum(cost_nano_usd) filter (where component = 'STARTUP'), 0)::float8 as startup_nano_usd,
       coalesce(sum(cost_nano_usd) filter (where component = 'IDLE'), 0)::float8 as idle_nano_usd
     from economics.cost_entry e
     where tenant_id = $1 and event_time >= $2 and event_time < $3
       and not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)
     group by 1, 2
   ), leg as (
     select x.fleet, to_char(max(x.ended_at) at time zone 'UTC', 'YYYY-MM-DD') as day, x.run_id,
       max(x.queue_wait_ms) >= ${WAITED_MS} as has_waited
     from economics.execution x
     where x.tenant_id = $1 and x.ended_at >= $2 and x.ended_at < $3 and x.budget_context = 'user_run'
     group by x.fleet, x.run_id
   ), run as (
     select fleet, day, count(*)::int as runs, count(*) filter (where is_lost)::int as lost_runs,
       count(*) filter (where has_waited)::int as waited_runs,
       count(*) filter (where has_waited and is_lost)::int as lost_waited_runs
     from (select leg.*, a.state in ('RELEASED', 'CLOSED') as is_lost
           from leg join economics.run_account a using (run_id) where a.state not in ('OPEN', 'RESERVED')) ended
     group by fleet, day
   )
   select cost.*, coalesce(runs, 0) as runs, coalesce(lost_runs, 0) as lost_runs, coalesce(waited_runs, 0) as waited_runs,
     coalesce(lost_waited_runs, 0) as lost_waited_runs
   from cost left join run using (fleet, day)`,
);

interface FleetDayAnswer {
  fleet: string;
  day: string;
  executions: number;
  work_nano_usd: number;
  startup_nano_usd: number;
  idle_nano_usd: number;
  runs: number;
  lost_runs: number;
  waited_runs: number;
  lost_waited_runs: number;
}

interface ArmAnswer {
  source: ArmRow['source'];
  effect_type_id: string;
  provider_id: string;
  workflow_id: string;
  fleet: string;
  instance_type: string;
  cluster: string;
  is_recent: boolean;
  attempts: number;
  delivered_units: number;
  delivered_units_squared: number;
  cost_nano_usd: number;
  judged: number;
  quality: number;
  unpriced: number;
  volume_units: number;
}

interface RevenueAnswer {
  effect_type_id: string;
  provider_id: string;
  cluster: string;
  charged_runs: number;
  refunded_runs: number;
  revenue_nano_usd: number;
  cost_nano_usd: number;
}

/** A stretch of time, the end excluded. */
export interface Period {
  from: Date;
  to: Date;
}

/**
 * Everything that recommendations of this moment are made from: the last weeks, but nothing from before the prices
 * that are in force now, which would be stale costs.
 */
export async function readEvidence(tx: Transaction, policy: AdvicePolicy): Promise<Evidence> {
  const card = await rateCardAsOf(tx, tx.now);
  const earliest = tx.now.getTime() - policy.evidenceDays * DAY_MS;
  const from = new Date(Math.max(earliest, card?.effectiveFrom.getTime() ?? 0));
  const period = { from, to: tx.now };
  return {
    days: (period.to.getTime() - from.getTime()) / DAY_MS,
    arms: await readArms(tx, period),
    revenue: await readRevenue(tx, period),
    fleetDays: await readFleetDays(tx, period),
    price: card
      ? {
          runPriceTokens: card.runPriceTokens,
          tokenRateNanoUsd: Number(card.tokenRateNanoUsd),
          effects: card.effectPrices,
        }
      : null,
    priceChanges: await readPriceChanges(tx),
  };
}

/** Sums of what ran in a period. */
export async function readArms(tx: Transaction, { from, to }: Period): Promise<ArmRow[]> {
  const middle = new Date((from.getTime() + to.getTime()) / 2);
  const rows = await tx.rows<ArmAnswer>(ARMS, [tx.call.caller.tenantId, from, to, middle]);
  return rows.map((row) => ({
    source: row.source,
    effectTypeId: row.effect_type_id,
    providerId: row.provider_id,
    workflowId: row.workflow_id,
    fleet: row.fleet,
    instanceType: row.instance_type,
    cluster: row.cluster,
    isRecent: row.is_recent,
    attempts: row.attempts,
    deliveredUnits: row.delivered_units,
    deliveredUnitsSquared: row.delivered_units_squared,
    costNanoUsd: row.cost_nano_usd,
    judged: row.judged,
    quality: row.quality,
    unpriced: row.unpriced,
    volumeUnits: row.volume_units,
  }));
}

/** Runs that were charged in a period. */
export async function readRevenue(tx: Transaction, { from, to }: Period): Promise<RevenueRow[]> {
  const rows = await tx.rows<RevenueAnswer>(REVENUE, [tx.call.caller.tenantId, from, to]);
  return rows.map((row) => ({
    effectTypeId: row.effect_type_id,
    providerId: row.provider_id,
    cluster: row.cluster,
    chargedRuns: row.charged_runs,
    refundedRuns: row.refunded_runs,
    revenueNanoUsd: row.revenue_nano_usd,
    costNanoUsd: row.cost_nano_usd,
  }));
}

/** What fleets cost per day of a period. */
export async function readFleetDays(tx: Transaction, { from, to }: Period): Promise<FleetDay[]> {
  const rows = await tx.rows<FleetDayAnswer>(FLEET_DAYS, [tx.call.caller.tenantId, from, to]);
  return rows.map((row) => ({
    fleet: row.fleet,
    day: row.day,
    executions: row.executions,
    workNanoUsd: row.work_nano_usd,
    startupNanoUsd: row.startup_nano_usd,
    idleNanoUsd: row.idle_nano_usd,
    runs: row.runs,
    lostRuns: row.lost_runs,
    waitedRuns: row.waited_runs,
    lostWaitedRuns: row.lost_waited_runs,
  }));
}
