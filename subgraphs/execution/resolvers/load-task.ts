import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import type { Task } from '../domain/task.ts';
import { readTasks } from '../persistence/task-row.ts';

/** The task, if the caller may see it. Machines see tasks only in the answers to their own calls. */
export async function loadTask(ctx: CallContext, id: string): Promise<Task | null> {
  if (!isId(id)) return null;
  const tasks = loader<string, Task>(ctx, 'execution-tasks', (ids) =>
    ctx.db.transaction(ctx, async (tx) => new Map((await readTasks(tx, ids)).map((task) => [task.id, task]))),
  );
  return tasks.load(id);
}
