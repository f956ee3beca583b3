import type { Transaction } from '@effect-studio/kernel/database';
import type { RunAccount } from '../../charges/domain/run-account.ts';
import { bearerOf } from '../domain/bearer.ts';
import { currentCostsOfRuns } from '../persistence/cost-entries.ts';
import { appendCosts, believe } from './append-costs.ts';

/** Books every cost of the run to who bears it now; entries that change their bearer are superseded. */
export async function classifyRun(tx: Transaction, account: RunAccount): Promise<void> {
  const current = await currentCostsOfRuns(tx, [account.runId]);
  await appendCosts(
    tx,
    current.flatMap((before) => {
      const bearer = bearerOf(before, account);
      return bearer === before.bearer ? [] : [believe(before, { ...before, bearer })];
    }),
  );
}
