import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { TokensRefunded } from '@effect-studio/schema/events/economics';
import { classifyRun } from '../../costs/use-cases/classify-run.ts';
import { isBooked, type LedgerCode } from '../../ledger/domain/ledger-answer.ts';
import { refund, settle } from '../../ledger/persistence/ledger.ts';
import { recordRefund } from '../../margins/use-cases/record-revenue.ts';
import { actionFor, type RunAccount } from '../domain/run-account.ts';
import { lockRunAccount, saveRunAccount } from '../persistence/run-accounts.ts';

/** A reason to give tokens back. */
export interface TokenReturn {
  runId: string;
  ownerId: string;
  /** ENDED releases what was reserved and not consumed; FULL_REFUND_ORDERED also returns what was consumed. */
  cause: 'ENDED' | 'FULL_REFUND_ORDERED';
  reason: string;
  at: Date;
}

/** Gives a run's tokens back where the rules say so, once. */
export async function returnTokens(tx: Transaction, input: TokenReturn): Promise<void> {
  const account = await lockRunAccount(tx, input);
  switch (actionFor(account.state, input.cause)) {
    case 'RELEASE':
      return release(tx, account, input);
    case 'REFUND':
      return refundCharge(tx, account, input);
    case 'CLOSE':
      return close(tx, { ...account, state: 'CLOSED' });
    default:
      return;
  }
}

async function release(tx: Transaction, account: RunAccount, input: TokenReturn): Promise<void> {
  const answer = await settle(tx, {
    id: newId(),
    reservationId: account.reservationId!,
    ownerId: account.ownerId,
    amountTokens: 0,
    reason: input.reason,
  });
  insist(answer.code, input);
  await close(tx, { ...account, state: 'RELEASED', returnedTokens: account.reservedTokens });
  await tell(tx, input, account.reservedTokens, 'released');
}

async function refundCharge(tx: Transaction, account: RunAccount, input: TokenReturn): Promise<void> {
  const amountTokens = account.consumedTokens;
  if (amountTokens > 0) {
    insist(
      await refund(tx, {
        id: newId(),
        reservationId: account.reservationId!,
        ownerId: account.ownerId,
        amountTokens,
        reason: input.reason,
      }),
      input,
    );
    await recordRefund(tx, { runId: account.runId, at: input.at });
  }
  await saveRunAccount(tx, {
    ...account,
    state: 'REFUNDED',
    returnedTokens: account.returnedTokens + amountTokens,
  });
  await tell(tx, input, amountTokens, 'refunded');
}

/** Ends a run that was never charged: what it cost is the platform's. */
async function close(tx: Transaction, account: RunAccount): Promise<void> {
  await saveRunAccount(tx, account);
  await classifyRun(tx, account);
}

function insist(code: LedgerCode, { runId }: TokenReturn): void {
  if (!isBooked(code))
    throw new StudioError('LEDGER_REFUSED', `a return of run ${runId} was answered ${code}`);
}

async function tell(
  tx: Transaction,
  { runId, ownerId, reason }: TokenReturn,
  amountTokens: number,
  kind: 'released' | 'refunded',
): Promise<void> {
  await tx.emit(TokensRefunded, {
    aggregateId: runId,
    payload: { runId, ownerId, amountTokens, kind, reason },
    budgetContext: 'user_run',
  });
}
