import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { TokensConsumed } from '@effect-studio/schema/events/economics';
import { classifyRun } from '../../costs/use-cases/classify-run.ts';
import { settle } from '../../ledger/persistence/ledger.ts';
import { attributeRevenue, recordCharge } from '../../margins/use-cases/record-revenue.ts';
import { tokensToNanoUsd } from '../../rate-card/domain/rate-card.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { actionFor, type RunAccount } from '../domain/run-account.ts';
import { lockRunAccount, saveRunAccount } from '../persistence/run-accounts.ts';

/** A result that the run has to show, and what was agreed to be paid for it. */
export interface RunResult {
  runId: string;
  ownerId: string;
  candidateTaskId: string;
  finishTaskId: string;
  providerId: string;
  effectTypeId: string;
  chargeTokens: number;
  readyAt: Date;
}

/**
 * Charges a run on its result and books every leg to who bears it. For a run that was charged before, revenue
 * and bearers move to the given winner and nothing is charged.
 */
export async function chargeRun(tx: Transaction, result: RunResult): Promise<void> {
  let account = await lockRunAccount(tx, result);
  const winner = { candidateTaskId: result.candidateTaskId, finishTaskId: result.finishTaskId };
  if (account.state === 'OPEN' && result.chargeTokens > 0) {
    throw new StudioError(
      'NOTHING_RESERVED',
      `run ${result.runId} has a result to charge but no reservation`,
      {
        retryable: true,
      },
    );
  }
  if (actionFor(account.state, 'RESULT_READY') === 'CHARGE') {
    account = await consume(tx, account, result);
  } else {
    await attributeRevenue(tx, result);
  }
  account = { ...account, winner };
  await saveRunAccount(tx, account);
  await classifyRun(tx, account);
}

/** Moves the cost and revenue of a charged run to the winner that the creator chose instead; the charge stays. */
export async function moveWinner(tx: Transaction, result: RunResult): Promise<void> {
  const account = await lockRunAccount(tx, result);
  if (account.state !== 'CHARGED' || account.winner?.finishTaskId === result.finishTaskId) return;
  await chargeRun(tx, result);
}

async function consume(tx: Transaction, account: RunAccount, result: RunResult): Promise<RunAccount> {
  const { runId, ownerId } = result;
  const card = await rateCardAsOf(tx, result.readyAt);
  if (!card) throw new StudioError('NO_RATE_CARD', 'a charge needs a token rate', { retryable: true });
  // The quote was fixed when the run was submitted: never more than what was set aside for it.
  const amountTokens = Math.min(result.chargeTokens, account.reservedTokens);
  const reservationId = account.reservationId!;
  const answer = await settle(tx, {
    id: newId(),
    reservationId,
    ownerId,
    amountTokens,
    reason: 'the result is ready',
  });
  if (answer.code !== 'POSTED') {
    throw new StudioError('LEDGER_REFUSED', `the charge of run ${runId} was answered ${answer.code}`);
  }
  const revenueNanoUsd = tokensToNanoUsd(card, amountTokens);
  await recordCharge(tx, { ...result, tokens: amountTokens, revenueNanoUsd, rateCardVersion: card.version });
  await tx.emit(TokensConsumed, {
    aggregateId: runId,
    payload: {
      runId,
      ownerId,
      reservationId,
      amountTokens,
      releasedTokens: answer.releasedTokens,
      revenueNanoUsd: revenueNanoUsd.toString(),
    },
    budgetContext: 'user_run',
  });
  return {
    ...account,
    state: 'CHARGED',
    consumedTokens: amountTokens,
    returnedTokens: answer.releasedTokens,
  };
}
