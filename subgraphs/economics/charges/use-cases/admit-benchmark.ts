import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { TokensReserved } from '@effect-studio/schema/events/economics';
import { lockRunAccount } from '../persistence/run-accounts.ts';
import type { RunRequest } from './reserve-for-run.ts';

/**
 * Lets a benchmark begin: the platform pays for what it costs, so no tokens are set aside and none will be charged.
 * One that ended meanwhile stays ended.
 */
export async function admitBenchmark(
  tx: Transaction,
  { cause, ...run }: Pick<RunRequest, 'runId' | 'ownerId' | 'cause'>,
): Promise<void> {
  const account = await lockRunAccount(tx, run);
  if (account.state !== 'OPEN') return;
  await tx.emit(TokensReserved, {
    aggregateId: run.runId,
    payload: { ...run, reservationId: newId(), amountTokens: 0 },
    budgetContext: 'benchmark',
    ...cause,
  });
}
