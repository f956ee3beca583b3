import type { Transaction } from '@effect-studio/kernel/database';
import { isSettled } from '../../charges/domain/proven-work.ts';
import type { RunAccount } from '../../charges/domain/run-account.ts';
import { payProvenWork } from '../../charges/use-cases/pay-proven-work.ts';
import { bearerOf } from '../domain/bearer.ts';
import type { CostEntry } from '../domain/cost-entry.ts';
import { currentCostsOfRuns } from '../persistence/cost-entries.ts';
import { appendCosts, believe } from './append-costs.ts';

/**
 * Books every cost of the run to who bears it now, and what the run used as a whole to the effect that it made;
 * entries that change are superseded. Once the person's side is settled, owners of machines are paid for their work.
 */
export async function classifyRun(tx: Transaction, account: RunAccount): Promise<void> {
  const current = await currentCostsOfRuns(tx, [account.runId]);
  const effect = effectOfRun(current, account);
  await appendCosts(
    tx,
    current.flatMap((before) => {
      const bearer = bearerOf(before, account);
      const isOfRun = before.sourceKind === 'USAGE' && before.taskId === null && effect !== null;
      const effectTypeId = isOfRun ? effect : before.effectTypeId;
      if (bearer === before.bearer && effectTypeId === before.effectTypeId) return [];
      const costAccount =
        before.account === 'OVERHEAD' && effectTypeId !== null ? 'DISPATCH' : before.account;
      return [believe(before, { ...before, bearer, effectTypeId, account: costAccount })];
    }),
  );
  if (isSettled(account)) await payProvenWork(tx, current);
}

/** What the run made: the effect of its winning leg; null while there is none. */
export function effectOfRun(
  costs: readonly CostEntry[],
  { winner }: Pick<RunAccount, 'winner'>,
): string | null {
  const winning = costs.find(
    ({ taskId }) =>
      taskId !== null && (taskId === winner?.candidateTaskId || taskId === winner?.finishTaskId),
  );
  return winning?.effectTypeId ?? null;
}
