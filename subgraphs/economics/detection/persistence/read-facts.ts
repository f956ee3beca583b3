import { sql, type Transaction } from '@effect-studio/kernel/database';
import {
  BUCKET_MS,
  type BucketFacts,
  type CellFacts,
  type FleetFacts,
  type WalletFacts,
} from '../domain/bucket-facts.ts';

/**
 * $1 tenant, $2 from, $3 to, $4 bucket seconds. Cost is what is believed now of the attempts' marginal cost: current
 * entries, idle time apart. Cancelled attempts say nothing about who did the work.
 */
const CELLS = sql(
  'economics-detection-cells',
  `select to_timestamp(floor(extract(epoch from e.ended_at) / $4) * $4) as start, e.provider_id as "providerId",
     e.workflow_id as "workflowId", e.fleet, count(*)::int as attempts,
     count(*) filter (where e.outcome <> 'succeeded')::int as failures,
     count(*) filter (where e.throttled_count > 0)::int as "throttledAttempts", sum(e.throttled_ms)::float8 as "throttledMs",
     coalesce(sum(e.milli_units) filter (where e.outcome = 'succeeded'), 0)::float8 as "milliUnits",
     coalesce(sum(e.busy_ms) filter (where e.outcome = 'succeeded'), 0)::float8 as "busyMs",
     coalesce(sum(e.milli_units) filter (where steady.is_steady), 0)::float8 as "steadyMilliUnits",
     coalesce(sum(e.busy_ms) filter (where steady.is_steady), 0)::float8 as "steadyBusyMs",
     count(*) filter (where steady.is_steady)::int as "steadyAttempts",
     sum(e.startup_ms)::float8 as "startupMs", sum(e.queue_wait_ms)::float8 as "queueWaitMs",
     coalesce(sum(cost.nano_usd), 0)::text as "costNanoUsd"
   from economics.execution e
   cross join lateral (select e.outcome = 'succeeded' and e.startup_ms = 0 and e.throttled_count = 0 as is_steady) steady
   left join lateral (
     select sum(c.cost_nano_usd) as nano_usd from economics.cost_entry c
     where c.task_id = e.task_id and c.attempt = e.attempt and c.component <> 'IDLE'
       and not exists (select 1 from economics.cost_entry newer where newer.supersedes = c.id)
   ) cost on true
   where e.tenant_id = $1 and e.ended_at >= $2 and e.ended_at < $3 and e.outcome <> 'cancelled'
   group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
);
/** $1 tenant, $2 from, $3 to, $4 bucket seconds, $5 now. Sessions that go on count until now. */
const FLEETS = sql(
  'economics-detection-fleets',
  `with bucket as (
     select start, start + make_interval(secs => $4) as until
     from generate_series($2::timestamptz, $3::timestamptz - make_interval(secs => $4), make_interval(secs => $4)) start
   ), online as (
     select b.start, s.fleet,
       sum(extract(epoch from least(b.until, coalesce(s.ended_at, $5)) - greatest(b.start, s.started_at)) * 1000)::float8 as ms,
       count(*) filter (where s.started_at >= b.start)::int as started
     from bucket b join economics.agent_session s
       on s.tenant_id = $1 and s.started_at < b.until and coalesce(s.ended_at, $5) > b.start
     group by 1, 2
   ), working as (
     select to_timestamp(floor(extract(epoch from ended_at) / $4) * $4) as start, fleet,
       sum(busy_ms + startup_ms)::float8 as ms
     from economics.execution where tenant_id = $1 and ended_at >= $2 and ended_at < $3
     group by 1, 2
   )
   select start, fleet, coalesce(o.ms, 0) as "onlineMs", coalesce(w.ms, 0) as "workingMs",
     coalesce(o.started, 0) as "startedAgents"
   from online o full join working w using (start, fleet) order by 1, 2`,
);
/**
 * $1 tenant, $2 a day ago, $3 now, $4 hours, $5 owners to look at anyway. Wallets that were spent from and last less
 * than these hours at the pace of the last day.
 */
const WALLETS = sql(
  'economics-detection-wallets',
  `with spent as (
     select owner_id, sum(amount_tokens)::float8 as tokens from economics.ledger_transfer
     where tenant_id = $1 and kind = 'CONSUME' and created_at > $2 and created_at <= $3 group by owner_id
   )
   select w.owner_id as "ownerId", w.available_tokens::float8 as "availableTokens", coalesce(spent.tokens, 0) as "tokensPerDay"
   from economics.wallet w left join spent using (owner_id)
   where w.tenant_id = $1 and (w.available_tokens * 24 < spent.tokens * $4 or w.owner_id = any($5::uuid[]))
   order by w.owner_id`,
);

/** Wallets that last longer than twice the limit are not looked at one by one. */
const WALLET_HORIZON_HOURS = 48;

/**
 * Reads closed buckets of the caller's tenant.
 * @param from start of the first @param to end of the last
 * @param watchedOwnerIds owners whose wallets are read however long they last; wallets are those of now, in the last bucket
 */
export async function readFacts(
  tx: Transaction,
  from: Date,
  to: Date,
  watchedOwnerIds: readonly string[],
): Promise<BucketFacts[]> {
  const { tenantId } = tx.call.caller;
  const seconds = BUCKET_MS / 1_000;
  const cells = await tx.rows<Omit<CellFacts, 'costNanoUsd'> & { start: Date; costNanoUsd: string }>(CELLS, [
    tenantId,
    from,
    to,
    seconds,
  ]);
  const fleets = await tx.rows<FleetFacts & { start: Date }>(FLEETS, [tenantId, from, to, seconds, tx.now]);
  const wallets = await tx.rows<WalletFacts>(WALLETS, [
    tenantId,
    new Date(to.getTime() - 24 * 3_600_000),
    to,
    WALLET_HORIZON_HOURS,
    [...watchedOwnerIds],
  ]);
  const count = Math.round((to.getTime() - from.getTime()) / BUCKET_MS);
  return Array.from({ length: count }, (_, index) => {
    const start = new Date(from.getTime() + index * BUCKET_MS);
    const isHere = (row: { start: Date }): boolean => row.start.getTime() === start.getTime();
    return {
      start,
      cells: cells
        .filter(isHere)
        .map(({ start: _start, costNanoUsd, ...cell }) => ({ ...cell, costNanoUsd: BigInt(costNanoUsd) })),
      fleets: fleets.filter(isHere).map(({ start: _start, ...fleet }) => fleet),
      wallets: index === count - 1 ? wallets : [],
    };
  });
}
