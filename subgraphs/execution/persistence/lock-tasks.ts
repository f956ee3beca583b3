import type { Transaction } from '@effect-studio/kernel/database';
import { LOCK_READY_TASKS, LOCK_SLOTS_OF_TASKS, LOCK_TASKS } from './sql/task-statements.ts';
import { type StoredTask, type TaskRow, toTask } from './task-row.ts';

/** A task that moves between queue and slot while it is looked for is found within this many looks. */
const MOST_LOOKS = 5;

/**
 * The tasks, locked until the transaction ends, in the order of their ids. An open task is somewhere: in a slot or in the queue, and
 * whoever moves it locks that first. So that is what is locked here before the task itself, slots in their order.
 */
export async function lockTasks(tx: Transaction, ids: readonly string[]): Promise<StoredTask[]> {
  let missing = [...new Set(ids)];
  for (let look = 0; look < MOST_LOOKS && missing.length > 0; look += 1) {
    const held = await tx.rows<{ task_id: string }>(LOCK_SLOTS_OF_TASKS, [missing]);
    const found = new Set(held.map(({ task_id }) => task_id));
    missing = missing.filter((id) => !found.has(id));
    if (missing.length === 0) break;
    const ready = await tx.rows<{ task_id: string }>(LOCK_READY_TASKS, [missing]);
    for (const { task_id } of ready) found.add(task_id);
    missing = missing.filter((id) => !found.has(id));
    // What is in neither has ended, or is on its way from one to the other.
    const open = (await tx.rows<TaskRow>(LOCK_TASKS, [missing])).filter(({ state }) => state < 2);
    missing = open.map(({ id }) => id);
  }
  return (await tx.rows<TaskRow>(LOCK_TASKS, [ids])).map(toTask);
}

/** @throws RangeError when there is no such task */
export async function lockTask(tx: Transaction, id: string): Promise<StoredTask> {
  const [task] = await lockTasks(tx, [id]);
  if (!task) throw new RangeError(`there is no task ${id}`);
  return task;
}
