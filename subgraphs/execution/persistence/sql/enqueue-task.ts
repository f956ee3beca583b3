import { sql } from '@effect-studio/kernel/database';

/** $1 workflow, $2 digest. Zero rows: nobody named this revision before. */
export const READ_REVISION = sql(
  'execution-read-revision',
  'select id from execution.workflow_revision where workflow_id = $1 and digest = $2 and only_agent_id is null',
);

/** $1 workflow, $2 digest, $3 studio time. Always one row, also when somebody else inserts it right now. */
export const INSERT_REVISION = sql(
  'execution-insert-revision',
  `insert into execution.workflow_revision (workflow_id, digest, created_at) values ($1, $2, $3)
   on conflict (workflow_id, digest, only_agent_id) do update set digest = excluded.digest returning id`,
);

/**
 * Locks an owner's flow and reads the virtual clock.
 * $1 tenant, $2 owner, $3 studio time. One row; waits for another enqueue of the same owner.
 */
export const LOCK_FLOW = sql(
  'execution-lock-flow',
  `insert into execution.flow_clock as f (tenant_id, owner_id, finish_tag, updated_at) values ($1, $2, 0, $3)
   on conflict (tenant_id, owner_id) do update set updated_at = $3
   returning f.finish_tag, (select virtual_time from execution.fair_clock) as virtual_time,
     (select count(*)::int from execution.flow_clock o where o.tenant_id = $1 and o.owner_id <> $2
        and o.finish_tag > (select virtual_time from execution.fair_clock)) as busy_siblings`,
);

/** $1 uuid[] tasks. Those that exist. Whoever makes one has its owner's flow locked. */
export const READ_KNOWN_TASKS = sql(
  'execution-read-known-tasks',
  'select id from execution.task where id = any($1::uuid[])',
);

/**
 * Makes legs of one run waiting tasks; none of them exists.
 * $1 jsonb array of the legs, $2 owner, $3 tenant, $4 run, $5 and $6 descriptors, $7 example key, $8 footage key, $9 correlation,
 * $10 studio time, $11 where the owner's flow ends then, $12 traceparent or null. The flow is locked.
 */
export const INSERT_TASKS = sql(
  'execution-insert-tasks',
  `with leg as materialized (
  select * from jsonb_to_recordset($1::jsonb) as l (id uuid, role text, provider_id text, workflow_id text, revision_id int,
    effect_type_id text, variant text, adapter text, instance_type text, budget_context text, excerpt_start_ms float8,
    excerpt_duration_ms float8, work_units float8, ttl_ms int, hard_cap_ms int, priority smallint, fair_tag bigint, parameters json, brief text)
), task as (
  insert into execution.task (id, owner_id, tenant_id, run_id, role, provider_id, workflow_id, revision_id, effect_type_id, variant,
    adapter, instance_type, budget_context, excerpt_start_ms, excerpt_duration_ms, work_units, ttl_ms, hard_cap_ms, priority,
    fair_tag, correlation_id, queued_at, created_at, updated_at)
  select id, $2, $3, $4, role, provider_id, workflow_id, revision_id, effect_type_id, variant,
    adapter, instance_type, budget_context, excerpt_start_ms, excerpt_duration_ms, work_units, ttl_ms, hard_cap_ms, priority,
    fair_tag, $9, $10, $10, $10 from leg
  returning id
), input as (
  insert into execution.task_input (task_id, owner_id, tenant_id, parameters, example_descriptor, footage_descriptor, example_key,
    footage_key, created_at, traceparent, brief)
  select l.id, $2, $3, l.parameters, $5, $6, $7, $8, $10, $12, l.brief from leg l join task using (id)
), ready as (
  insert into execution.ready_task (revision_id, priority, fair_tag, task_id, epoch, ready_at, ttl_ms, hard_cap_ms)
  select l.revision_id, l.priority, l.fair_tag, l.id, 0, $10, l.ttl_ms, l.hard_cap_ms from leg l join task using (id)
), advanced as (
  update execution.flow_clock set finish_tag = $11 where tenant_id = $3 and owner_id = $2
)
select id from task`,
);

/** $1 text[] workflows, $2 text[] digests, pair by pair. What is known of each; workflows that the catalogue does not know have no row. */
export const READ_WORKFLOWS = sql(
  'execution-read-workflows',
  `select w.id, w.variant, w.adapter, w.instance_type, k.digest, r.id as revision_id,
     r.definition is not null and (not w.is_active or w.digest <> k.digest) as is_uncommon
   from unnest($1::text[], $2::text[]) k (workflow_id, digest)
   join execution.workflow w on w.id = k.workflow_id
   left join execution.workflow_revision r on r.workflow_id = k.workflow_id and r.digest = k.digest and r.only_agent_id is null`,
);
