import { sql } from '@effect-studio/kernel/database';

/** $1 workflow, $2 digest. Zero rows: nobody named this revision before. */
export const READ_REVISION = sql(
  'execution-read-revision',
  'select id from execution.workflow_revision where workflow_id = $1 and digest = $2',
);

/** $1 workflow, $2 digest, $3 studio time. Always one row, also when somebody else inserts it right now. */
export const INSERT_REVISION = sql(
  'execution-insert-revision',
  `insert into execution.workflow_revision (workflow_id, digest, created_at) values ($1, $2, $3)
   on conflict (workflow_id, digest) do update set digest = excluded.digest returning id`,
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

/** $1 tenant, $2 owner, $3 finish tag. */
export const ADVANCE_FLOW = sql(
  'execution-advance-flow',
  'update execution.flow_clock set finish_tag = $3 where tenant_id = $1 and owner_id = $2',
);

/** Zero rows: the task exists already. */
export const INSERT_TASK = sql(
  'execution-insert-task',
  `insert into execution.task (id, owner_id, tenant_id, run_id, role, provider_id, workflow_id, revision_id, effect_type_id,
     variant, adapter, instance_type, budget_context, excerpt_start_ms, excerpt_duration_ms, work_units, ttl_ms, hard_cap_ms,
     priority, fair_tag, correlation_id, queued_at, ready_at, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $22, $22, $22)
   on conflict (id) do nothing returning id`,
);

/** $1 task, $2 owner, $3 tenant, $4 parameters, $5 and $6 descriptors, $7 example key, $8 footage key, $9 studio time. */
export const INSERT_TASK_INPUT = sql(
  'execution-insert-task-input',
  `insert into execution.task_input (task_id, owner_id, tenant_id, parameters, example_descriptor, footage_descriptor,
     example_key, footage_key, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

/** $1 workflow. Zero rows: the catalogue does not know it. */
export const READ_WORKFLOW = sql(
  'execution-read-workflow',
  'select provider_id, effect_type_id, variant, adapter, instance_type from execution.workflow where id = $1',
);
