import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { ReservationRefused, TokensReserved } from '@effect-studio/schema/events/economics';
import { reserve } from '../../ledger/persistence/ledger.ts';
import { actionFor } from '../domain/run-account.ts';
import { lockRunAccount, saveRunAccount } from '../persistence/run-accounts.ts';

/** Sets the quoted tokens aside, or says why not. A run that ended meanwhile reserves nothing. */
export async function reserveForRun(
  tx: Transaction,
  run: { runId: string; ownerId: string; amountTokens: number },
): Promise<void> {
  const { runId, ownerId, amountTokens } = run;
  const account = await lockRunAccount(tx, run);
  const action = actionFor(account.state, 'REQUESTED');
  if (action === 'REFUSE_ENDED') {
    await saveRunAccount(tx, { ...account, state: 'REFUSED' });
    await tx.emit(ReservationRefused, {
      aggregateId: runId,
      payload: { runId, ownerId, missingTokens: 0, reason: 'RUN_ENDED' },
      budgetContext: 'user_run',
    });
    return;
  }
  if (action !== 'RESERVE') return;
  const reservationId = newId();
  const [answer] = await reserve(tx, [{ id: reservationId, runId, ownerId, amountTokens }]);
  switch (answer!.code) {
    case 'POSTED':
      await saveRunAccount(tx, {
        ...account,
        state: 'RESERVED',
        reservationId,
        reservedTokens: amountTokens,
      });
      await tx.emit(TokensReserved, {
        aggregateId: runId,
        payload: { runId, ownerId, reservationId, amountTokens },
        budgetContext: 'user_run',
      });
      return;
    case 'INSUFFICIENT':
      await saveRunAccount(tx, { ...account, state: 'REFUSED' });
      await tx.emit(ReservationRefused, {
        aggregateId: runId,
        payload: { runId, ownerId, missingTokens: answer!.missingTokens, reason: 'INSUFFICIENT_TOKENS' },
        budgetContext: 'user_run',
      });
      return;
    default:
      throw new StudioError('LEDGER_REFUSED', `a reservation for run ${runId} was answered ${answer!.code}`);
  }
}
