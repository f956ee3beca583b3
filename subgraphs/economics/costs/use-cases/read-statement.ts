import type { CallContext } from '@effect-studio/kernel/context';
import { runAccounts } from '../../charges/persistence/run-accounts.ts';
import { currentRevenueOfRun } from '../../margins/persistence/revenue-entries.ts';
import type { CostEntry } from '../domain/cost-entry.ts';
import { type RunStatement, statementOf, taskCost } from '../domain/statement.ts';
import { currentCostsOfRuns, currentCostsOfTasks } from '../persistence/cost-entries.ts';

/** The itemised money of a run; null when economics never heard of it. Callers see to authorization: admins only. */
export async function readStatement(ctx: CallContext, runId: string): Promise<RunStatement | null> {
  return ctx.db.transaction(ctx, async (tx) => {
    const account = (await runAccounts(tx, [runId])).get(runId);
    if (!account) return null;
    const costs = await currentCostsOfRuns(tx, [runId]);
    return statementOf(account, costs, await currentRevenueOfRun(tx, runId));
  });
}

/** What these tasks cost; a task that is missing here has no attempt yet or is unpriced. */
export async function readTaskCosts(
  ctx: CallContext,
  taskIds: readonly string[],
): Promise<Map<string, bigint>> {
  const entries = await ctx.db.transaction(ctx, (tx) => currentCostsOfTasks(tx, taskIds));
  const byTask = Map.groupBy(entries, (entry: CostEntry) => entry.taskId!);
  const costs = new Map<string, bigint>();
  for (const [taskId, attempts] of byTask) {
    const cost = taskCost(attempts);
    if (cost !== null) costs.set(taskId, cost);
  }
  return costs;
}
