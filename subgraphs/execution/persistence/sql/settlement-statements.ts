import { sql } from '@effect-studio/kernel/database';

/** $1 uuid[] tasks. What of their inputs their results tell. */
export const READ_INPUTS = sql(
  'execution-read-inputs',
  `select task_id, example_key, footage_key, case when example_key is null then example_descriptor end as aimed_descriptor from execution.task_input where task_id = any($1::uuid[])`,
);

/** $1 uuid[] agents, $2 uuid[] keys, pair by pair. Completions that used them before. */
export const READ_COMPLETION_KEYS = sql(
  'execution-read-completion-keys',
  `select a.agent_id, a.completion_key, a.lease_id, a.output_sha256
   from unnest($1::uuid[], $2::uuid[]) k (agent_id, completion_key) join execution.attempt a using (agent_id, completion_key)`,
);

/**
 * Adds a result to an attempt that is written. $1 lease, $2 whether late, $3 output key,
 * $4 SHA-256, $5 bytes, $6 idempotency key, $7 busy ms as its agent says now.
 */
export const SET_RESULT = sql(
  'execution-set-result',
  `update execution.attempt set is_late = $2, output_key = $3, output_sha256 = $4, output_bytes = $5, completion_key = $6, busy_ms = $7 where lease_id = $1`,
);

/**
 * Settles results of leases that this process gave out itself, that are still live, and tells the events that were made
 * ready for each. The attempt is written once, here; that its lease and its key are unique makes it the memory of the command.
 * One element per lease in $1 leases, $2 providers, $3 slots, $4 busy ms, $5 output key, $6 SHA-256, $7 bytes, $8 startup ms,
 * $9 throttled count, $10 throttled ms (null: not told), $11 idempotency keys, and its events as a row of the outbox: $12 aggregate,
 * $15 trace, $16 names, $13 bodies, all as `bus.emit` takes them; $14 studio time.
 * Locks the slots in their order, then the tasks. Leases that are not in the answer were not settled: nothing was written.
 * @throws a unique violation when a key was used before
 */
export const SETTLE_HELD = sql(
  'execution-settle-held',
  `with held as materialized (
  select r.*, s.task_id, s.epoch, s.agent_id, s.ready_at, s.started_at
  from unnest($1::uuid[], $2::text[], $3::int[], $4::float8[], $5::text[], $6::text[], $7::bigint[], $8::float8[], $9::int[],
      $10::float8[], $11::uuid[])
    as r (lease_id, provider_id, n, busy_ms, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, key)
  join execution.provider_slot s on s.provider_id = r.provider_id and s.n = r.n and s.lease_id = r.lease_id and not s.is_cancelled
  order by s.provider_id, s.n for update of s
), ended as (
  insert into execution.attempt (lease_id, task_id, provider_id, slot_n, epoch, agent_id, ready_at, started_at, ended_at, outcome, busy_ms,
    is_late, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, completion_key)
  select lease_id, task_id, provider_id, n, epoch, agent_id, ready_at, started_at, $14, 'succeeded', busy_ms,
    false, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, key from held
), moved as (
  update execution.task t set state = 2, epoch = s.epoch, busy_ms = s.busy_ms, ended_at = $14, updated_at = $14
  from held s where t.id = s.task_id
), freed as (
  update execution.provider_slot x set task_id = null, lease_id = null, agent_id = null
  from held s where x.provider_id = s.provider_id and x.n = s.n
), told as materialized (
  select bus.emit(array_agg(e.aggregate_id), array_agg(e.correlation_id), array_agg(e.types), string_agg(e.bodies, chr(29)), $14)
  from (
    select e.* from rows from (unnest($1::uuid[]), unnest($12::text[]), unnest($15::uuid[]), unnest($16::text[]), string_to_table($13, chr(29)))
      with ordinality as e (lease_id, aggregate_id, correlation_id, types, bodies, place)
    where e.lease_id in (select lease_id from held) order by e.place
  ) e
)
-- A function that nothing asks for is not called.
select lease_id from held, told`,
);
