import { sql } from '@effect-studio/kernel/database';

/** $1 tenant of the agents, $2 attempts since. Who did or does what. */
export const READ_CELLS = sql(
  'execution-read-cells',
  `with mine as (
  select id from execution.agent where tenant_id = $1
), done as (
  select t.workflow_id, a.agent_id, count(*) filter (where a.outcome in ('succeeded', 'late'))::int as succeeded,
    count(*) filter (where a.outcome in ('failed', 'expired'))::int as failed, sum(a.busy_ms) as busy_ms,
    avg(a.busy_ms) filter (where a.outcome in ('succeeded', 'late')) as mean_busy_ms
  from execution.attempt a join mine on mine.id = a.agent_id join execution.task t on t.id = a.task_id
  where a.started_at >= $2 and a.ended_at >= $2 group by 1, 2
), doing as (
  select t.workflow_id, s.agent_id, count(*)::int as leased
  from execution.provider_slot s join mine on mine.id = s.agent_id join execution.task t on t.id = s.task_id group by 1, 2
)
select workflow_id, agent_id, coalesce(leased, 0) as leased, coalesce(succeeded, 0) as succeeded, coalesce(failed, 0) as failed,
  coalesce(busy_ms, 0)::float8 as busy_ms, mean_busy_ms::float8
from done full join doing using (workflow_id, agent_id) order by workflow_id, agent_id`,
);

/** $1 studio time. Per active workflow what waits, and who could do it. */
export const READ_QUEUES = sql(
  'execution-read-queues',
  `select w.id as workflow_id, w.provider_id, w.adapter, w.required_capabilities, w.min_vram_mib,
    coalesce(q.waiting, 0) as waiting, q.oldest_wait_ms, coalesce(l.leased, 0) as leased,
    (select count(*)::int from execution.agent g where g.status = 'ONLINE' and g.deaf_since is null and g.cordoned_at is null
       and g.trust <> 'QUARANTINED' and exists (select 1 from execution.workflow_revision r
         where r.workflow_id = w.id and r.digest = w.digest and r.id = any(g.revision_ids))) as agents,
    (select count(*)::int from execution.provider_slot s where s.provider_id = w.provider_id and s.task_id is null and not s.is_retired) as free_slots
  from execution.workflow w
  left join lateral (
    select count(*)::int as waiting, extract(epoch from $1::timestamptz - min(t.ready_at)) * 1000 as oldest_wait_ms
    from execution.workflow_revision r join execution.ready_task t on t.revision_id = r.id where r.workflow_id = w.id
  ) q on true
  left join (
    select t.workflow_id, count(*)::int as leased from execution.provider_slot s join execution.task t on t.id = s.task_id group by 1
  ) l on l.workflow_id = w.id
  where w.is_active order by waiting desc, w.id`,
);

/** $1 agent. Leases that it holds, oldest first. */
export const READ_LEASES_OF_AGENT = sql(
  'execution-read-leases-of-agent',
  `select lease_id, task_id, provider_id, epoch, started_at, lease_until, hard_deadline, progress, is_cancelled
   from execution.provider_slot where agent_id = $1 and lease_id is not null order by started_at, lease_id`,
);

/** $1 agent, $2 at most. Newest first. */
export const READ_ATTEMPTS_OF_AGENT = sql(
  'execution-read-attempts-of-agent',
  `select lease_id, task_id, provider_id, epoch, outcome, ready_at, started_at, ended_at, busy_ms, startup_ms, throttled_count,
     throttled_ms, failure_class, failure_cause
   from execution.attempt where agent_id = $1 order by started_at desc, lease_id desc limit $2`,
);

/**
 * $1 uuid[] agents, $2 since, $3 studio time. Milliseconds that they worked; of attempts that began before, the part since then; of
 * leases that are still held, the time so far.
 */
export const READ_BUSY = sql(
  'execution-read-busy',
  `select agent_id, sum(busy_ms)::float8 as busy_ms from (
     select agent_id, least(busy_ms, extract(epoch from ended_at - greatest(started_at, $2)) * 1000) as busy_ms
     from execution.attempt where agent_id = any($1::uuid[]) and ended_at > $2 and started_at > $2::timestamptz - interval '3 hours'
     union all
     select agent_id, extract(epoch from $3::timestamptz - greatest(started_at, $2)) * 1000
     from execution.provider_slot where agent_id = any($1::uuid[]) and lease_id is not null and started_at < $3
   ) worked group by agent_id`,
);

/** $1 before this moment, $2 and this task, $3 at most. Row-level security leaves out what is not the tenant's. */
export const READ_GIVEN_UP = sql(
  'execution-read-given-up',
  `select task_id, failure_class, failure_cause, given_up_at, retried_as from execution.given_up_task
   where ($1::timestamptz is null or (given_up_at, task_id) < ($1, $2::uuid)) order by given_up_at desc, task_id desc limit $3`,
);

/** $1 task. Locks the letter; zero rows: it was not given up, or is not the tenant's. */
export const LOCK_GIVEN_UP = sql(
  'execution-lock-given-up',
  'select task_id from execution.given_up_task where task_id = $1 for update',
);

/** $1 task, $2 the task that tries it again. */
export const NOTE_RETRY = sql(
  'execution-note-retry',
  'update execution.given_up_task set retried_as = $2 where task_id = $1',
);

/** $1 task. Everything that it was dispatched with. */
export const READ_GIVEN_UP_LEG = sql(
  'execution-read-given-up-leg',
  `select t.owner_id, t.tenant_id, t.run_id, t.correlation_id, t.budget_context, t.provider_id, t.workflow_id, r.digest, t.effect_type_id,
     t.excerpt_start_ms, t.excerpt_duration_ms, t.work_units, i.parameters, i.example_descriptor, i.footage_descriptor, i.example_key,
     i.footage_key
   from execution.task t join execution.task_input i on i.task_id = t.id join execution.workflow_revision r on r.id = t.revision_id
   where t.id = $1`,
);
