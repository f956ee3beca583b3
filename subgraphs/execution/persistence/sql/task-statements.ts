import { sql } from '@effect-studio/kernel/database';

const TASK_COLUMNS = `id, owner_id, tenant_id, run_id, role, provider_id, workflow_id, effect_type_id, variant, adapter,
  instance_type, budget_context, excerpt_start_ms, excerpt_duration_ms, work_units, state, epoch, attempts, strikes,
  lease_id, lease_until, hard_deadline, progress, busy_ms, correlation_id, queued_at, ended_at`;

/** $1 task. Locks it. */
export const LOCK_TASK = sql(
  'execution-lock-task',
  `select ${TASK_COLUMNS} from execution.task where id = $1 for update`,
);

/** $1 uuid[] tasks. Row-level security decides which the caller sees. */
export const READ_TASKS = sql(
  'execution-read-tasks',
  `select ${TASK_COLUMNS} from execution.task where id = any($1::uuid[])`,
);

/** $1 uuid[] tasks. With what the renderer needs. */
export const READ_TASK_INPUTS = sql(
  'execution-read-task-inputs',
  `select task_id, parameters, example_descriptor, footage_descriptor, example_key, footage_key
   from execution.task_input where task_id = any($1::uuid[])`,
);

/** $1 run. Locks the run's open tasks, in the order of their ids. */
export const LOCK_OPEN_TASKS_OF_RUN = sql(
  'execution-lock-open-tasks-of-run',
  `select ${TASK_COLUMNS} from execution.task where run_id = $1 and state in (0, 1) order by id for update`,
);

/** $1 task, $2 state, $3 epoch, $4 strikes, $5 studio time, $6 ended at or null, $7 busy ms or null. The caller has locked it. */
export const MOVE_TASK = sql(
  'execution-move-task',
  `update execution.task set state = $2::smallint, epoch = $3, strikes = $4, updated_at = $5, ended_at = $6,
     busy_ms = coalesce($7, busy_ms),
     ready_at = case when $2::smallint = 0 then $5::timestamptz else ready_at end,
     progress = case when $2::smallint = 0 then null when $2::smallint = 2 then 1 else progress end
   where id = $1`,
);

/** $1 task, $2 latest end. A cancelled task's agent has until then to say how long it worked. */
export const SHORTEN_LEASE = sql(
  'execution-shorten-lease',
  'update execution.task set lease_until = least(lease_until, $2) where id = $1',
);

/** Zero rows: the task has a result already. */
export const INSERT_RESULT = sql(
  'execution-insert-result',
  `insert into execution.task_result (task_id, owner_id, tenant_id, lease_id, output_key, output_sha256, output_bytes,
     busy_ms, is_late, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
   on conflict (task_id) do nothing returning task_id`,
);

/** $1 task. Zero rows: it has none. */
export const READ_RESULT = sql(
  'execution-read-result',
  'select lease_id, output_sha256, output_bytes, is_late from execution.task_result where task_id = $1',
);
