import { sql } from '@effect-studio/kernel/database';
import type { TaskRow } from '../task-row.ts';
import { taskColumns } from './task-columns.ts';

/** A lease as it was just given, with what its agent needs to know and what its completion will need. */
export interface LeasedRow extends TaskRow {
  lease_id: string;
  lease_until: Date;
  hard_deadline: Date;
  ttl_ms: number;
  ready_at: Date;
  slot_n: number;
  agent_owner_id: string;
  agent_instance_type: string;
  agent_fleet: string | null;
  parameters: unknown;
  example_descriptor: unknown;
  footage_descriptor: unknown;
  example_key: string | null;
  footage_key: string;
}

/**
 * Leases ready tasks to seats.
 * $1 int[] revisions that the agents can run, $2 int number of seats, $3 uuid[] agent per seat,
 * $4 uuid[] session per seat, $5 uuid[] fresh lease id per seat, $6 studio time.
 * A seat whose agent is not online in that session stays empty: a killed agent's poll must not take work.
 * Locks tasks, at most as many per revision as its provider has room for, then slots, skipping what others
 * have locked; waits for nobody. Locks nothing when nothing is ready or no slot is free.
 * Zero rows: nothing ready fits, every provider concerned is full, or somebody else is choosing right now.
 */
export const LEASE_TASKS = sql(
  'execution-lease-tasks',
  `with room as materialized (
  select s.provider_id, count(*) as free from execution.provider_slot s
  where s.task_id is null
    and not exists (select 1 from execution.provider p where p.id = s.provider_id and p.status = 'PAUSED')
  group by s.provider_id
), waiting as materialized (
  select t.id, t.provider_id, t.priority, t.fair_tag
  from unnest($1::int[]) as w (revision_id)
  join execution.workflow_revision r on r.id = w.revision_id
  join execution.workflow f on f.id = r.workflow_id
  join room on room.provider_id = f.provider_id
  cross join lateral (
    select id, provider_id, priority, fair_tag from execution.task
    where revision_id = w.revision_id and state = 0
    order by priority, fair_tag, id
    limit least($2::bigint, room.free) for update skip locked
  ) t
), demand as (
  select provider_id, count(*) as wanted from waiting group by provider_id
), free_slot as materialized (
  select s.provider_id, s.n from demand cross join lateral (
    select provider_id, n from execution.provider_slot
    where provider_id = demand.provider_id and task_id is null
    order by n limit demand.wanted for update skip locked
  ) s
), placed as (
  select *, row_number() over (partition by provider_id order by priority, fair_tag, id) as place from waiting
), slotted as (
  select *, row_number() over (partition by provider_id order by n) as place from free_slot
), chosen as (
  select p.id, p.fair_tag, s.provider_id, s.n,
         row_number() over (order by p.priority, p.fair_tag, p.id) as seat
  from placed p join slotted s using (provider_id, place)
), live as (
  select e.agent_id, e.lease_id, g.owner_id, g.instance_type, g.fleet, row_number() over (order by e.place) as seat
  from unnest($3::uuid[], $4::uuid[], $5::uuid[]) with ordinality as e (agent_id, session_id, lease_id, place)
  join execution.agent g on g.id = e.agent_id and g.session_id = e.session_id and g.status = 'ONLINE'
), seated as materialized (
  select c.id, c.fair_tag, c.provider_id, c.n, e.agent_id, e.lease_id, e.owner_id, e.instance_type, e.fleet
  from chosen c join live e using (seat)
), leased as (
  update execution.task t
  set state = 1, epoch = t.epoch + 1, attempts = t.attempts + 1, lease_id = s.lease_id, agent_id = s.agent_id,
      lease_until = $6::timestamptz + make_interval(secs => t.ttl_ms / 1000.0),
      hard_deadline = $6::timestamptz + make_interval(secs => t.hard_cap_ms / 1000.0),
      progress = null, progress_sequence = 0, updated_at = $6
  from seated s where t.id = s.id
  returning t.*, s.n as slot_n, s.owner_id as agent_owner_id, s.instance_type as agent_instance_type,
    s.fleet as agent_fleet
), held as (
  update execution.provider_slot x set task_id = s.id, lease_id = s.lease_id
  from seated s where x.provider_id = s.provider_id and x.n = s.n
), opened as (
  insert into execution.attempt (lease_id, task_id, provider_id, slot_n, attempt, epoch, agent_id, ready_at, started_at, created_at)
  select lease_id, id, provider_id, slot_n, attempts, epoch, agent_id, ready_at, $6, $6 from leased
), moved as (
  -- Skips a clock that another process moves: the next lease moves it further.
  update execution.fair_clock set virtual_time = (select max(fair_tag) from seated)
  where only_row in (
    select only_row from execution.fair_clock
    where virtual_time < (select max(fair_tag) from seated) for update skip locked
  )
)
select ${taskColumns('t')}, t.ttl_ms, t.ready_at, t.slot_n, t.agent_owner_id, t.agent_instance_type, t.agent_fleet,
  i.parameters, i.example_descriptor, i.footage_descriptor, i.example_key, i.footage_key
from leased t join execution.task_input i on i.task_id = t.id
order by t.priority, t.fair_tag, t.id`,
);
