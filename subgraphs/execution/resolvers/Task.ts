import type { TaskResolvers } from '../generated/resolvers.ts';
import { loadTask } from './load-task.ts';

export const Task: TaskResolvers = {
  __resolveReference: async ({ id }, ctx) => loadTask(ctx, id),
  run: ({ runId }) => ({ id: runId }),
  workflow: ({ workflowId }) => ({ id: workflowId }),
  provider: ({ providerId }) => ({ id: providerId }),
  status: ({ state }) => state,
  attempts: ({ epoch }) => epoch,
  busyMs: ({ busyMs }) => (busyMs === null ? null : Math.round(busyMs)),
};
