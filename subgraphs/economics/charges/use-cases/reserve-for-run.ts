import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { ReservationRefused, TokensReserved } from '@effect-studio/schema/events/economics';
import { reserve } from '../../ledger/persistence/ledger.ts';
import { actionFor, type RunAccount } from '../domain/run-account.ts';
import { lockRunAccounts, saveRunAccount } from '../persistence/run-accounts.ts';

/** A run that asks for its tokens, and the request that it came with. */
export interface RunRequest {
  runId: string;
  ownerId: string;
  amountTokens: number;
  /** The event that asked; what follows from it names it. Absent: the call's own. */
  cause?: { correlationId: string; causationId: string };
}

/**
 * Sets the quoted tokens aside for any number of runs with one statement, or says why not. A run that ended meanwhile
 * reserves nothing. Accounts of the runs are locked before the wallets.
 */
export async function reserveForRuns(tx: Transaction, requests: readonly RunRequest[]): Promise<void> {
  const accounts = await lockRunAccounts(tx, requests);
  const wanted: (RunRequest & { account: RunAccount; reservationId: string })[] = [];
  const seen = new Set<string>();
  for (const request of requests) {
    const account = accounts.get(request.runId)!;
    // The same run may be requested twice in one batch: the first decides.
    if (seen.has(request.runId)) continue;
    seen.add(request.runId);
    const action = actionFor(account.state, 'REQUESTED');
    if (action === 'REFUSE_ENDED') await refuse(tx, request, account, 0, 'RUN_ENDED');
    if (action === 'RESERVE') wanted.push({ ...request, account, reservationId: newId() });
  }
  if (wanted.length === 0) return;
  const answers = await reserve(
    tx,
    wanted.map(({ reservationId, runId, ownerId, amountTokens }) => ({
      id: reservationId,
      runId,
      ownerId,
      amountTokens,
    })),
  );
  for (const [index, { code, missingTokens }] of answers.entries()) {
    const { account, reservationId, ...request } = wanted[index]!;
    switch (code) {
      case 'POSTED':
        await grant(tx, request, account, reservationId);
        break;
      case 'INSUFFICIENT':
        await refuse(tx, request, account, missingTokens, 'INSUFFICIENT_TOKENS');
        break;
      case 'OVER_BUDGET':
        await refuse(tx, request, account, missingTokens, 'SPENDING_LIMIT_EXCEEDED');
        break;
      default:
        throw new StudioError(
          'LEDGER_REFUSED',
          `a reservation for run ${request.runId} was answered ${code}`,
        );
    }
  }
}

async function grant(
  tx: Transaction,
  { runId, ownerId, amountTokens, cause }: RunRequest,
  account: RunAccount,
  reservationId: string,
): Promise<void> {
  await saveRunAccount(tx, { ...account, state: 'RESERVED', reservationId, reservedTokens: amountTokens });
  await tx.emit(TokensReserved, {
    aggregateId: runId,
    payload: { runId, ownerId, reservationId, amountTokens },
    budgetContext: 'user_run',
    ...cause,
  });
}

async function refuse(
  tx: Transaction,
  { runId, ownerId, cause }: RunRequest,
  account: RunAccount,
  missingTokens: number,
  reason: string,
): Promise<void> {
  await saveRunAccount(tx, { ...account, state: 'REFUSED' });
  await tx.emit(ReservationRefused, {
    aggregateId: runId,
    payload: { runId, ownerId, missingTokens, reason },
    budgetContext: 'user_run',
    ...cause,
  });
}
