import { sql } from '@effect-studio/kernel/database';
import { taskColumns } from './task-columns.ts';

/** $1 task. Locks it. */
export const LOCK_TASK = sql(
  'execution-lock-task',
  `select ${taskColumns('t')} from execution.task t where id = $1 for update`,
);

/** $1 uuid[] tasks. Row-level security decides which the caller sees. */
export const READ_TASKS = sql(
  'execution-read-tasks',
  `select ${taskColumns('t')} from execution.task t where id = any($1::uuid[])`,
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
  `select ${taskColumns('t')} from execution.task t where run_id = $1 and state in (0, 1) order by id for update`,
);

/** $1 task, $2 state, $3 epoch, $4 strikes, $5 studio time, $6 ended at or null, $7 busy ms or null, $8 failure class and $9 cause or null. The caller has locked it. */
export const MOVE_TASK = sql(
  'execution-move-task',
  `update execution.task set state = $2::smallint, epoch = $3, strikes = $4, updated_at = $5, ended_at = $6,
     busy_ms = coalesce($7, busy_ms), failure_class = $8, failure_cause = $9,
     ready_at = case when $2::smallint = 0 then $5::timestamptz else ready_at end,
     progress = case when $2::smallint = 0 then null when $2::smallint = 2 then 1 else progress end
   where id = $1`,
);

/** $1 task, $2 latest end. A cancelled task's agent has until then to say how long it worked. */
export const SHORTEN_LEASE = sql(
  'execution-shorten-lease',
  'update execution.task set lease_until = least(lease_until, $2) where id = $1',
);
