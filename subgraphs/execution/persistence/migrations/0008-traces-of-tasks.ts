import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const tracesOfTasks: Migration = {
  id: '0008-traces-of-tasks',
  sql: `
-- W3C traceparent of the work that made the task, for its agent to go on with; null while nothing is traced.
alter table execution.task_input add column traceparent text;
`,
};
