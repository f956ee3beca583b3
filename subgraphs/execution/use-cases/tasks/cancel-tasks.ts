import type { Transaction } from '@effect-studio/kernel/database';
import { TaskCancelled } from '@effect-studio/schema/events/execution';
import { decide } from '../../domain/task-machine.ts';
import { taskFacts } from '../../messaging/task-facts.ts';
import { lockTasks } from '../../persistence/lock-tasks.ts';
import { OPEN_TASKS_OF_RUN, SHORTEN_LEASE } from '../../persistence/sql/task-statements.ts';
import { moveTask } from '../leases/close-attempt.ts';

/** An agent that works on a cancelled task has this long to say how far it came; then its time is taken as leased. */
const REPORT_WITHIN_MS = 15_000;

/** Cancels what of a run is still open. A lease stays until its agent reports, so that its work is paid. */
export async function cancelTasksOfRun(tx: Transaction, runId: string): Promise<void> {
  const open = await tx.rows<{ id: string }>(OPEN_TASKS_OF_RUN, [runId]);
  if (open.length === 0) return;
  const ids = open.map(({ id }) => id);
  for (const task of await lockTasks(tx, ids)) {
    const outcome = decide(task, { kind: 'cancel' });
    if (outcome.kind !== 'moved') continue;
    await moveTask(tx, task, outcome);
    if (task.state === 'LEASED') {
      await tx.rows(SHORTEN_LEASE, [task.id, new Date(tx.now.getTime() + REPORT_WITHIN_MS)]);
    }
    await tx.emit(TaskCancelled, {
      aggregateId: runId,
      payload: taskFacts(task),
      budgetContext: task.budgetContext,
    });
  }
}
