import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { loader } from '@effect-studio/kernel/loaders';
import type { Task } from '../domain/task.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { type AgentRow, toAgent } from '../persistence/agent-row.ts';
import { READ_AGENTS } from '../persistence/sql/agent-statements.ts';
import { readTasks } from '../persistence/task-row.ts';

/** The task, if the caller may see it. Machines see tasks only in the answers to their own calls. */
export async function loadTask(ctx: CallContext, id: string): Promise<Task | null> {
  if (!isId(id)) return null;
  const tasks = loader<string, Task>(ctx, 'execution-tasks', (ids) =>
    ctx.db.transaction(ctx, async (tx) => new Map((await readTasks(tx, ids)).map((task) => [task.id, task]))),
  );
  return tasks.load(id);
}

export const Query: QueryResolvers = {
  task: (_parent, { id }, ctx) => loadTask(ctx, id),
  agents: (_parent, _args, ctx) =>
    ctx.db.transaction(ctx, async (tx) =>
      (await tx.rows<AgentRow>(READ_AGENTS, [ctx.caller.tenantId])).map(toAgent),
    ),
};
