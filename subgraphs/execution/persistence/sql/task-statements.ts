import { sql } from '@effect-studio/kernel/database';
import { TASK_COLUMNS, TASKS } from './task-columns.ts';

/** $1 uuid[] tasks. Row-level security decides which the caller sees. */
export const READ_TASKS = sql(
  'execution-read-tasks',
  `select ${TASK_COLUMNS} from ${TASKS} where t.id = any($1::uuid[])`,
);

/** $1 uuid[] tasks. With what the renderer needs. */
export const READ_TASK_INPUTS = sql(
  'execution-read-task-inputs',
  `select task_id, parameters, example_descriptor, footage_descriptor, example_key, footage_key
   from execution.task_input where task_id = any($1::uuid[])`,
);

/** $1 run. Its open tasks; locks nothing. */
export const OPEN_TASKS_OF_RUN = sql(
  'execution-open-tasks-of-run',
  'select id from execution.task where run_id = $1 and state = 0 order by id',
);

/** $1 uuid[] tasks. Locks the slots that hold them, in the order of the slots, as whoever settles results does. */
export const LOCK_SLOTS_OF_TASKS = sql(
  'execution-lock-slots-of-tasks',
  `select task_id from execution.provider_slot where task_id = any($1::uuid[]) order by id for update`,
);

/** $1 uuid[] tasks. Locks their places in the queue; waits for a lease that is being given. */
export const LOCK_READY_TASKS = sql(
  'execution-lock-ready-tasks',
  `select r.task_id from execution.task t
   join execution.ready_task r on (r.revision_id, r.priority, r.fair_tag, r.task_id) = (t.revision_id, t.priority, t.fair_tag, t.id)
   where t.id = any($1::uuid[]) order by r.task_id for update of r`,
);

/** $1 uuid[] tasks. Locks them, in the order of their ids. Whoever moves an open one has its slot or place locked before. */
export const LOCK_TASKS = sql(
  'execution-lock-tasks',
  `select ${TASK_COLUMNS} from ${TASKS} where t.id = any($1::uuid[]) order by t.id for update of t`,
);

/**
 * Takes a task out of the queue, if it is there. $1 task, $2 revision, $3 priority, $4 fair tag.
 */
export const REMOVE_READY = sql(
  'execution-remove-ready',
  'delete from execution.ready_task where task_id = $1 and revision_id = $2 and priority = $3 and fair_tag = $4',
);

/** $1 task, $2 epoch, $3 strikes, $4 studio time. Puts a task into the queue, at its old place. */
export const ADD_READY = sql(
  'execution-add-ready',
  `insert into execution.ready_task (task_id, revision_id, priority, fair_tag, epoch, ready_at, strikes, ttl_ms, hard_cap_ms)
   select id, revision_id, priority, fair_tag, $2, $4, $3, ttl_ms, hard_cap_ms from execution.task where id = $1
   on conflict do nothing`,
);

/** $1 task, $2 state, $3 epoch, $4 strikes, $5 studio time, $6 ended at or null, $7 busy ms or null. The caller has locked it. */
export const MOVE_TASK = sql(
  'execution-move-task',
  `update execution.task set state = $2::smallint, epoch = $3, strikes = $4, updated_at = $5, ended_at = $6,
     busy_ms = coalesce($7, busy_ms)
   where id = $1`,
);

/** $1 task, $2 owner, $3 tenant, $4 failure class, $5 cause, $6 studio time. The dead letter of a task. */
export const NOTE_GIVEN_UP = sql(
  'execution-note-given-up',
  `insert into execution.given_up_task (task_id, owner_id, tenant_id, failure_class, failure_cause, given_up_at)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (task_id) do update set failure_class = $4, failure_cause = $5, given_up_at = $6`,
);

/** $1 task, $2 latest end. A cancelled task's agent has until then to say how long it worked. */
export const SHORTEN_LEASE = sql(
  'execution-shorten-lease',
  'update execution.provider_slot set lease_until = least(lease_until, $2), is_cancelled = true where task_id = $1',
);
