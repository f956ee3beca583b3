import { sql } from '@effect-studio/kernel/database';

/**
 * Extends a live lease and takes over progress, unless the report is older than the last.
 * $1 lease, $2 share done, $3 sequence, $4 studio time. Locks the task.
 * Zero rows: the lease is not the task's present one, or the task is not leased.
 */
export const RENEW_LEASE = sql(
  'execution-renew-lease',
  `update execution.task t
   set lease_until = least(t.hard_deadline, greatest(t.lease_until, $4::timestamptz + make_interval(secs => t.ttl_ms / 1000.0))),
       progress = case when $3 > t.progress_sequence then greatest(coalesce(t.progress, 0), $2::real) else t.progress end,
       progress_sequence = greatest(t.progress_sequence, $3), updated_at = $4
   from execution.attempt a
   where a.lease_id = $1 and a.ended_at is null and t.id = a.task_id and t.lease_id = a.lease_id and t.state = 1
   returning t.id, t.run_id, t.lease_until, t.progress`,
);

/** $1 lease. Who holds it and whether its attempt is over. Zero rows: there was never such a lease. */
export const READ_LEASE = sql(
  'execution-read-lease',
  `select a.lease_id, a.task_id, a.epoch, a.attempt, a.agent_id, a.started_at, a.ready_at, a.ended_at, a.outcome,
          a.busy_ms, a.is_retried, g.client_id, g.owner_id as agent_owner_id, g.instance_type as agent_instance_type, g.fleet as agent_fleet,
          t.tenant_id, t.correlation_id, t.state, t.lease_until
   from execution.attempt a
   join execution.agent g on g.id = a.agent_id
   join execution.task t on t.id = a.task_id
   where a.lease_id = $1`,
);

/**
 * Zero rows: the attempt was over before. $1 lease, $2 studio time, $3 outcome, $4 busy ms, $5 whether offered again or null,
 * $6 failure class and $7 cause or null, $8 startup ms, $9 throttled count and $10 throttled ms or null.
 */
export const END_ATTEMPT = sql(
  'execution-end-attempt',
  `update execution.attempt set ended_at = $2, outcome = $3, busy_ms = $4, is_retried = $5, failure_class = $6, failure_cause = $7,
     startup_ms = $8, throttled_count = $9, throttled_ms = $10
   where lease_id = $1 and ended_at is null returning lease_id`,
);

/** $1 lease. */
export const FREE_SLOT = sql(
  'execution-free-slot',
  `update execution.provider_slot s set task_id = null, lease_id = null from execution.attempt a
   where a.lease_id = $1 and s.provider_id = a.provider_id and s.n = a.slot_n and s.lease_id = a.lease_id`,
);

/** $1 agent, $2 busy ms: counts into the running session. */
export const ADD_BUSY = sql(
  'execution-add-busy',
  'update execution.agent set session_busy_ms = session_busy_ms + $2 where id = $1',
);

/** $1 studio time. Leases whose time is up, of cancelled tasks too; bounded by the slots there are. */
export const DUE_LEASES = sql(
  'execution-due-leases',
  `select a.lease_id from execution.attempt a join execution.task t on t.id = a.task_id
   where a.ended_at is null and t.lease_until <= $1 order by t.lease_until limit 500`,
);

/** $1 agent. Leases that it holds. */
export const OPEN_LEASES_OF_AGENT = sql(
  'execution-open-leases-of-agent',
  'select lease_id from execution.attempt where agent_id = $1 and ended_at is null',
);

/** $1 queued before. Tasks that nobody began in time. */
export const OVERDUE_TASKS = sql(
  'execution-overdue-tasks',
  'select id, tenant_id, correlation_id from execution.task where state = 0 and ready_at <= $1 limit 500',
);
