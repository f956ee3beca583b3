import { sql } from '@effect-studio/kernel/database';
import { taskColumns } from './task-columns.ts';

/** A lease, its attempt so far and its task, as completions need them. */
const SETTLEMENT = `select a.lease_id as attempt_lease_id, a.epoch as lease_epoch, a.attempt, a.provider_id as slot_provider_id, a.slot_n, a.agent_id as holder_id,
     a.started_at, a.ready_at, a.ended_at as attempt_ended_at, a.output_sha256, a.is_late, g.client_id, g.owner_id as agent_owner_id,
     g.instance_type as agent_instance_type, g.fleet as agent_fleet, g.tenant_id as agent_tenant_id, i.example_key, i.footage_key,
     case when i.example_key is null then i.example_descriptor end as aimed_descriptor,
     ${taskColumns('t')}
   from execution.attempt a
   join execution.agent g on g.id = a.agent_id
   join execution.task t on t.id = a.task_id
   join execution.task_input i on i.task_id = t.id
   where a.lease_id = any($1::uuid[])`;

/** $1 uuid[] leases. Locks nothing. Leases that never were have no row. */
export const READ_SETTLEMENTS = sql('execution-read-settlements', SETTLEMENT);

/** $1 uuid[] leases. Locks their tasks, in the order of their ids, and their attempts. */
export const LOCK_SETTLEMENTS = sql(
  'execution-lock-settlements',
  `${SETTLEMENT} order by t.id for update of t, a`,
);

/** $1 text[] idempotency keys. Those that were used before, with the digest of their command. */
export const READ_COMPLETION_KEYS = sql(
  'execution-read-completion-keys',
  'select key, payload_hash from execution.idempotency where key = any($1::text[])',
);

/**
 * Writes results down: tasks, attempts, slots, and the busy time of the agents' sessions. The caller has
 * locked the tasks and decided. One element per lease in $1 leases, $2 tasks, $3 busy ms, $4 output key, $5 SHA-256,
 * $6 bytes, $7 startup ms, $8 throttled count, $9 throttled ms (null: not told), $10 agents, $11 providers, $12 slots,
 * $13 whether the task succeeded, $14 whether the attempt was open, $15 outcome, $16 whether late, $17 idempotency keys,
 * $18 digests of their commands; $19 studio time.
 * Locks the agents in the order of their ids.
 */
export const SETTLE = sql(
  'execution-settle',
  `with settled as materialized (
  select * from unnest($1::uuid[], $2::uuid[], $3::float8[], $4::text[], $5::text[], $6::bigint[], $7::float8[], $8::int[],
    $9::float8[], $10::uuid[], $11::text[], $12::int[], $13::boolean[], $14::boolean[], $15::text[], $16::boolean[], $17::text[], $18::text[])
  as s (lease_id, task_id, busy_ms, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms,
    agent_id, provider_id, slot_n, has_succeeded, was_open, outcome, is_late, key, payload_hash)
), remembered as (
  insert into execution.idempotency (key, payload_hash, response, created_at)
  select key, payload_hash, '{}', $19 from settled on conflict do nothing
), moved as (
  update execution.task t set state = 2, progress = 1, busy_ms = s.busy_ms, ended_at = $19, updated_at = $19
  from settled s where t.id = s.task_id and s.has_succeeded
), ended as (
  update execution.attempt a
  set ended_at = coalesce(a.ended_at, $19), outcome = case when s.was_open then s.outcome else a.outcome end,
      busy_ms = case when s.was_open then s.busy_ms else a.busy_ms end, is_late = s.is_late,
      output_key = s.output_key, output_sha256 = s.output_sha256, output_bytes = s.output_bytes,
      startup_ms = s.startup_ms, throttled_count = s.throttled_count, throttled_ms = s.throttled_ms
  from settled s where a.lease_id = s.lease_id
), freed as (
  update execution.provider_slot x set task_id = null, lease_id = null
  from settled s where x.provider_id = s.provider_id and x.n = s.slot_n and x.lease_id = s.lease_id
), worked as (
  select agent_id, sum(busy_ms) as busy_ms from settled where was_open group by agent_id
), locked as materialized (
  select id from execution.agent where id in (select agent_id from worked) order by id for update
)
update execution.agent g set session_busy_ms = g.session_busy_ms + w.busy_ms, last_seen_at = greatest(g.last_seen_at, $19::timestamptz)
from locked l join worked w on w.agent_id = l.id where g.id = l.id`,
);

/**
 * Settles results of leases that this process gave out itself, whose tasks are still held by them, and tells
 * the events that were made ready for each. One element per lease in $1 leases, $2 tasks, $3 busy ms, $4 output key,
 * $5 SHA-256, $6 bytes, $7 startup ms, $8 throttled count, $9 throttled ms (null: not told), $10 agents, $11 providers,
 * $12 slots; $13 idempotency keys, $14 digests of their commands; $15 per event the lease that it is about, $16 the events as a
 * jsonb array; $17 studio time.
 * Locks the tasks in their order, then the agents. Leases that are not in the answer were not settled: nothing was written.
 */
export const SETTLE_HELD = sql(
  'execution-settle-held',
  `with results as materialized (
  select * from unnest($1::uuid[], $2::uuid[], $3::float8[], $4::text[], $5::text[], $6::bigint[], $7::float8[], $8::int[],
    $9::float8[], $10::uuid[], $11::text[], $12::int[], $13::text[], $14::text[])
  as s (lease_id, task_id, busy_ms, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms,
    agent_id, provider_id, slot_n, key, payload_hash)
  -- A key that was used before is looked at with care, elsewhere.
  where not exists (select 1 from execution.idempotency k where k.key = s.key)
), moved as (
  update execution.task t set state = 2, progress = 1, busy_ms = s.busy_ms, ended_at = $17, updated_at = $17
  from results s where t.id = s.task_id and t.lease_id = s.lease_id and t.state = 1
  returning t.lease_id
), settled as materialized (
  select s.* from moved join results s using (lease_id)
), remembered as (
  insert into execution.idempotency (key, payload_hash, response, created_at)
  select key, payload_hash, '{}', $17 from settled
), ended as (
  update execution.attempt a
  set ended_at = $17, outcome = 'succeeded', busy_ms = s.busy_ms, is_late = false, output_key = s.output_key,
      output_sha256 = s.output_sha256, output_bytes = s.output_bytes, startup_ms = s.startup_ms,
      throttled_count = s.throttled_count, throttled_ms = s.throttled_ms
  from settled s where a.lease_id = s.lease_id
), freed as (
  update execution.provider_slot x set task_id = null, lease_id = null
  from settled s where x.provider_id = s.provider_id and x.n = s.slot_n and x.lease_id = s.lease_id
), worked as (
  select agent_id, sum(busy_ms) as busy_ms from settled group by agent_id
), noted as (
  update execution.agent g set session_busy_ms = g.session_busy_ms + w.busy_ms, last_seen_at = greatest(g.last_seen_at, $17::timestamptz)
  from worked w where g.id = w.agent_id
), told as (
  insert into bus.outbox (event_id, type, aggregate_id, body, occurred_at)
  select (e.body ->> 'id')::uuid, e.body ->> 'type', e.body ->> 'aggregateId', e.body, $17
  from (select l.lease_id, b.body, l.place
        from unnest($15::uuid[]) with ordinality as l (lease_id, place)
        join jsonb_array_elements($16::jsonb) with ordinality as b (body, place) using (place)) e
  where e.lease_id in (select lease_id from settled) order by e.place
)
select lease_id from settled`,
);
