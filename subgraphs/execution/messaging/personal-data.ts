import { sql } from '@effect-studio/kernel/database';
import { personalData } from '@effect-studio/kernel/personal-data';

/** Until then the tasks of runs that were stopped have ended. */
const TASKS_END_MS = 15 * 60_000;

const OUTPUTS = sql(
  'execution-outputs-of',
  `select output_key from execution.attempt a join execution.task t on t.id = a.task_id
   where t.owner_id = $1 and output_key is not null`,
);

/** Tasks and attempts stay as the books know them; what they were made from and what came out is gone. */
export const personal = personalData({
  forgetsAfterMs: TASKS_END_MS,
  tables: [
    { table: 'execution.task_input', forget: 'delete', give: null },
    { table: 'execution.given_up_task', forget: 'delete', give: null },
    { table: 'execution.flow_clock', forget: 'delete', give: null },
    {
      table: 'execution.task',
      forget: null,
      give: ['id', 'run_id', 'provider_id', 'workflow_id', 'busy_ms', 'created_at'],
    },
  ],
  beforeForgetting: async (ctx, personId) => {
    for (const { output_key } of await ctx.db.read<{ output_key: string }>(ctx, OUTPUTS, [personId])) {
      await ctx.storage.remove(output_key);
    }
  },
});
