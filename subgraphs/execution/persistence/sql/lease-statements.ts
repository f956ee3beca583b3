import { sql } from '@effect-studio/kernel/database';

/**
 * Extends live leases and takes over progress, unless a report is older than the last. Of a cancelled task nothing changes.
 * One element per report in $1 leases, $2 machine clients, $3 share done, $4 sequence; $5 studio time. Locks the slots, in their order.
 * Leases that are not in the answer are not live, or another machine's.
 */
export const RENEW_LEASES = sql(
  'execution-renew-leases',
  `with report as (
  select distinct on (lease_id, client_id) * from unnest($1::uuid[], $2::uuid[], $3::real[], $4::int[])
    as r (lease_id, client_id, progress, sequence) order by lease_id, client_id, sequence desc
), held as materialized (
  select s.provider_id, s.n, r.client_id, r.progress, r.sequence, t.run_id, t.role, t.ttl_ms
  from report r
  join execution.provider_slot s on s.lease_id = r.lease_id
  join execution.agent g on g.id = s.agent_id and g.client_id = r.client_id
  join execution.task t on t.id = s.task_id
  order by s.id for update of s
)
update execution.provider_slot s
set lease_until = case when s.is_cancelled then s.lease_until else
      least(s.hard_deadline, greatest(s.lease_until, $5::timestamptz + make_interval(secs => h.ttl_ms / 1000.0))) end,
    progress = case when h.sequence > s.progress_sequence and not s.is_cancelled then greatest(coalesce(s.progress, 0), h.progress) else s.progress end,
    progress_sequence = greatest(s.progress_sequence, h.sequence)
from held h where s.provider_id = h.provider_id and s.n = h.n and s.lease_id = any($1::uuid[])
returning s.lease_id, h.client_id, s.agent_id, s.task_id, h.run_id, h.role, s.lease_until, s.progress, s.is_cancelled`,
);

/** A lease `l`, live or over, with who holds it. Live ones lie in slots, ended ones in attempts. */
const LEASE = `select l.*, g.client_id, g.owner_id as agent_owner_id, g.instance_type as agent_instance_type, g.fleet as agent_fleet,
    t.tenant_id, t.correlation_id
  from (
    select lease_id, task_id, epoch, agent_id, ready_at, started_at, lease_until,
      null::timestamptz as ended_at, null as outcome, null::boolean as is_retried, null as output_sha256, null::boolean as is_late
    from execution.provider_slot where lease_id = any($1::uuid[])
    union all
    select lease_id, task_id, epoch, agent_id, ready_at, started_at, null, ended_at, outcome, is_retried, output_sha256, is_late
    from execution.attempt where lease_id = any($1::uuid[])
  ) l
  join execution.agent g on g.id = l.agent_id
  join execution.task t on t.id = l.task_id`;

/** $1 uuid[] leases. Who holds them and how they ended. Those that never were have no row. */
export const READ_LEASES = sql('execution-read-leases', LEASE);

/**
 * Writes an attempt down; zero rows: it was before. $1 lease, $2 studio time, $3 outcome, $4 busy ms, $5 whether offered again or null,
 * $6 failure class and $7 cause or null, $8 startup ms, $9 throttled count and $10 throttled ms or null. The slot is locked.
 */
export const END_ATTEMPT = sql(
  'execution-end-attempt',
  `insert into execution.attempt (lease_id, task_id, provider_id, slot_n, epoch, agent_id, ready_at, started_at, ended_at, outcome, busy_ms,
     is_retried, failure_class, failure_cause, startup_ms, throttled_count, throttled_ms)
   select lease_id, task_id, provider_id, n, epoch, agent_id, ready_at, started_at, $2, $3, $4, $5, $6, $7, $8, $9, $10
   from execution.provider_slot where lease_id = $1 returning lease_id`,
);

/** $1 lease. */
export const FREE_SLOT = sql(
  'execution-free-slot',
  `update execution.provider_slot set task_id = null, lease_id = null, agent_id = null, is_cancelled = false where lease_id = $1`,
);

/** $1 studio time. Leases whose time is up, of cancelled tasks too; bounded by the slots there are. */
export const DUE_LEASES = sql(
  'execution-due-leases',
  `select lease_id from execution.provider_slot where lease_id is not null and lease_until <= $1 order by lease_until limit 500`,
);

/** $1 agent. Leases that it holds. */
export const OPEN_LEASES_OF_AGENT = sql(
  'execution-open-leases-of-agent',
  'select lease_id from execution.provider_slot where agent_id = $1 and lease_id is not null',
);

/** $1 ready before. Tasks that nobody began in time. */
export const OVERDUE_TASKS = sql(
  'execution-overdue-tasks',
  `select t.id, t.tenant_id, t.correlation_id from execution.ready_task r join execution.task t on t.id = r.task_id
   where r.ready_at <= $1 limit 500`,
);
