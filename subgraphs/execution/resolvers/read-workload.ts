import type { CallContext } from '@effect-studio/kernel/context';
import { READ_CELLS, READ_QUEUES } from '../persistence/sql/workload-statements.ts';
import type { CellRow, QueueRow, WorkloadRows } from '../persistence/workload-rows.ts';
import { asPlatform } from '../use-cases/platform-call.ts';
import { windowMinutes } from './Agent.ts';

/** What the tenant's machines do, of every tenant's work, and what waits. */
export async function readWorkload(ctx: CallContext, minutes: number): Promise<WorkloadRows> {
  const window = windowMinutes(minutes);
  const call = asPlatform(ctx);
  return call.db.transaction(call, async (tx) => ({
    at: tx.now,
    minutes: window,
    cells: await tx.rows<CellRow>(READ_CELLS, [
      ctx.caller.tenantId,
      new Date(tx.now.getTime() - window * 60_000),
    ]),
    queues: await tx.rows<QueueRow>(READ_QUEUES, [tx.now]),
  }));
}
