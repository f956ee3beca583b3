import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { TokensReserved } from '@effect-studio/schema/events/economics';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { lockRunAccount } from '../persistence/run-accounts.ts';
import type { RunRequest } from './reserve-for-run.ts';

/**
 * Lets a run of the platform's own begin, a benchmark or a preview: the platform pays for what it costs, so no tokens are
 * set aside and none will be charged.
 * One that ended meanwhile stays ended.
 */
export async function admitHouseRun(
  tx: Transaction,
  {
    cause,
    budgetContext,
    ...run
  }: Pick<RunRequest, 'runId' | 'ownerId' | 'cause'> & {
    budgetContext: BudgetContext;
  },
): Promise<void> {
  const account = await lockRunAccount(tx, run);
  if (account.state !== 'OPEN') return;
  await tx.emit(TokensReserved, {
    aggregateId: run.runId,
    payload: { ...run, reservationId: newId(), amountTokens: 0 },
    budgetContext,
    ...cause,
  });
}
