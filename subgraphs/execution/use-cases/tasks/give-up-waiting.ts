import type { CallContext } from '@effect-studio/kernel/context';
import { decide } from '../../domain/task-machine.ts';
import { lockTask } from '../../persistence/lock-tasks.ts';
import { OVERDUE_TASKS } from '../../persistence/sql/lease-statements.ts';
import { emitTaskFailed, moveTask } from '../leases/close-attempt.ts';
import { asPlatform } from '../platform-call.ts';

/** Longest wait for a machine, from the moment a task is ready. */
export const START_WITHIN_MS = 30 * 60_000;

/** Fails tasks that no machine began in time, such as those pinned to a digest that nobody runs any more. */
export async function giveUpWaiting(ctx: CallContext): Promise<void> {
  const platform = asPlatform(ctx);
  const overdue = await platform.db.transaction(platform, (tx) =>
    tx.rows<{ id: string; tenant_id: string; correlation_id: string }>(OVERDUE_TASKS, [
      new Date(tx.now.getTime() - START_WITHIN_MS),
    ]),
  );
  for (const row of overdue) {
    const call = asPlatform(ctx, { tenantId: row.tenant_id, correlationId: row.correlation_id });
    await call.db.transaction(call, async (tx) => {
      const task = await lockTask(tx, row.id);
      const outcome = decide(task, { kind: 'giveUpWaiting' });
      if (outcome.kind !== 'moved') return;
      const moved = await moveTask(tx, task, outcome);
      await emitTaskFailed(tx, moved, 'scheduleToStart', null);
    });
  }
}
