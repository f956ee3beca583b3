import { sql } from '@effect-studio/kernel/database';
import type { BudgetContext, LegRole } from '@effect-studio/schema/events/shapes';

/** A lease as it was just given: what its agent needs to know and what its completion will need. */
export interface LeasedRow {
  lease_id: string;
  id: string;
  owner_id: string;
  tenant_id: string;
  run_id: string;
  role: LegRole;
  provider_id: string;
  workflow_id: string;
  effect_type_id: string;
  variant: string;
  adapter: string;
  instance_type: string | null;
  budget_context: BudgetContext;
  excerpt_start_ms: number | null;
  excerpt_duration_ms: number | null;
  work_units: number;
  strikes: number;
  priority: number;
  revision_id: number;
  fair_tag: string;
  correlation_id: string;
  queued_at: Date;
  ready_at: Date;
  epoch: number;
  ttl_ms: number;
  hard_cap_ms: number;
  slot_n: number;
  /** JSON as text: many leases are settled by whoever never looks into it. */
  parameters: string;
  example_descriptor: string;
  footage_descriptor: string;
  /** Null in runs of a published effect: there is no example file. */
  example_key: string | null;
  footage_key: string;
  traceparent: string | null;
}

/**
 * Leases ready tasks to seats.
 * $1 int[] revisions that the agents can run, $2 int number of seats, $3 uuid[] agent per seat,
 * $4 uuid[] session per seat, $5 uuid[] fresh lease id per seat, $6 studio time.
 * A seat whose agent is not online in that session stays empty: a killed agent's poll must not take work. So does one whose
 * agent is cordoned or in quarantine.
 * Locks places in the queue, at most as many per revision as its provider has room for, then slots, skipping what
 * others have locked; waits for nobody. Locks nothing when nothing is ready or no slot is free.
 * Zero rows: nothing ready fits, every provider concerned is full, or somebody else is choosing right now.
 */
export const LEASE_TASKS = sql(
  'execution-lease-tasks',
  `with room as materialized (
  select s.provider_id, count(*) as free from execution.provider_slot s
  where s.task_id is null and not s.is_retired
    and not exists (select 1 from execution.provider p where p.id = s.provider_id and p.status = 'PAUSED')
  group by s.provider_id
), waiting as materialized (
  select t.*, f.provider_id
  from unnest($1::int[]) as w (revision_id)
  join execution.workflow_revision r on r.id = w.revision_id
  join execution.workflow f on f.id = r.workflow_id
  join room on room.provider_id = f.provider_id
  cross join lateral (
    select * from execution.ready_task q
    where q.revision_id = w.revision_id
    order by q.priority, q.fair_tag, q.task_id
    limit least($2::bigint, room.free) for update skip locked
  ) t
), demand as (
  select provider_id, count(*) as wanted from waiting group by provider_id
), free_slot as materialized (
  select s.provider_id, s.n from demand cross join lateral (
    select provider_id, n from execution.provider_slot
    where provider_id = demand.provider_id and task_id is null and not is_retired
    order by n limit demand.wanted for update skip locked
  ) s
), placed as (
  select *, row_number() over (partition by provider_id order by priority, fair_tag, task_id) as place from waiting
), slotted as (
  select *, row_number() over (partition by provider_id order by n) as place from free_slot
), chosen as (
  select p.*, s.n, row_number() over (order by p.priority, p.fair_tag, p.task_id) as seat
  from placed p join slotted s using (provider_id, place)
), live as (
  select e.agent_id, e.lease_id, row_number() over (order by e.place) as seat
  from unnest($3::uuid[], $4::uuid[], $5::uuid[]) with ordinality as e (agent_id, session_id, lease_id, place)
  join execution.agent g on g.id = e.agent_id and g.session_id = e.session_id and g.status = 'ONLINE'
    and g.cordoned_at is null and g.trust <> 'QUARANTINED'
), seated as materialized (
  select c.*, e.agent_id, e.lease_id, t.ttl_ms, t.hard_cap_ms, t.owner_id, t.tenant_id, t.run_id, t.role, t.workflow_id, t.effect_type_id,
    t.variant, t.adapter, t.instance_type, t.budget_context, t.excerpt_start_ms, t.excerpt_duration_ms, t.work_units, t.strikes,
    t.correlation_id, t.queued_at
  from chosen c join live e using (seat) join execution.task t on t.id = c.task_id
), taken as (
  delete from execution.ready_task q using seated s
  where (q.revision_id, q.priority, q.fair_tag, q.task_id) = (s.revision_id, s.priority, s.fair_tag, s.task_id)
), held as (
  update execution.provider_slot x
  set task_id = s.task_id, lease_id = s.lease_id, agent_id = s.agent_id, epoch = s.epoch + 1, ready_at = s.ready_at,
      started_at = $6, lease_until = $6::timestamptz + make_interval(secs => s.ttl_ms / 1000.0),
      hard_deadline = $6::timestamptz + make_interval(secs => s.hard_cap_ms / 1000.0),
      progress = null, progress_sequence = 0, is_cancelled = false
  from seated s where x.provider_id = s.provider_id and x.n = s.n
), moved as (
  -- Skips a clock that another process moves: the next lease moves it further.
  update execution.fair_clock set virtual_time = (select max(fair_tag) from seated)
  where only_row in (
    select only_row from execution.fair_clock
    where virtual_time < (select max(fair_tag) from seated) for update skip locked
  )
)
select t.lease_id, t.task_id as id, t.owner_id, t.tenant_id, t.run_id, t.role, t.provider_id, t.workflow_id, t.effect_type_id, t.variant,
  t.adapter, t.instance_type, t.budget_context, t.excerpt_start_ms, t.excerpt_duration_ms, t.work_units, t.strikes, t.priority,
  t.revision_id, t.fair_tag, t.correlation_id, t.queued_at, t.ready_at, t.epoch + 1 as epoch, t.ttl_ms, t.hard_cap_ms, t.n as slot_n,
  i.parameters::text, i.example_descriptor::text, i.footage_descriptor::text, i.example_key, i.footage_key, i.traceparent
from seated t join execution.task_input i on i.task_id = t.task_id
order by t.priority, t.fair_tag, t.task_id`,
);
