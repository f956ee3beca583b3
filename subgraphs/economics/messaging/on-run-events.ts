import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { PersonRegistered } from '@effect-studio/schema/events/identity';
import { AdminRejected } from '@effect-studio/schema/events/notifications';
import {
  ApprovalRequested,
  ResultReady,
  RunCancelled,
  RunExpired,
  RunFailed,
  RunRejected,
  RunRequested,
} from '@effect-studio/schema/events/orchestrator';
import { chargeRun, moveWinner } from '../charges/use-cases/charge-run.ts';
import { reserveForRun } from '../charges/use-cases/reserve-for-run.ts';
import { returnTokens } from '../charges/use-cases/return-tokens.ts';
import { openWallet } from '../ledger/persistence/ledger.ts';
import { bumpWallet } from './ticks.ts';

/** What a run's life does to its money. Events of one run come in order; each may come more than once. */
export const runConsumers: readonly Consumer[] = [
  consume(PersonRegistered, async (tx, { payload }) => {
    await openWallet(tx, payload.userId);
    bumpWallet(tx, payload.userId);
  }),
  consume(RunRequested, (tx, { payload: { runId, ownerId, quote } }) =>
    reserveForRun(tx, { runId, ownerId, amountTokens: quote.amountTokens }),
  ),
  consume(ResultReady, (tx, { payload, occurredAt }) =>
    chargeRun(tx, { ...payload, readyAt: new Date(occurredAt) }),
  ),
  // After an override no second result is announced, but the new winner is put up for approval.
  consume(ApprovalRequested, (tx, { payload: { submission }, occurredAt }) =>
    moveWinner(tx, { ...submission, chargeTokens: 0, readyAt: new Date(occurredAt) }),
  ),
  consume(RunFailed, (tx, { payload: { runId, ownerId, reason, failedIn }, occurredAt }) =>
    returnTokens(tx, {
      runId,
      ownerId,
      // An approved result that cannot be published is the platform's fault: the charge goes back.
      cause: failedIn === 'PUBLISHING' ? 'FULL_REFUND_ORDERED' : 'ENDED',
      reason,
      at: new Date(occurredAt),
    }),
  ),
  consume(RunRejected, (tx, { payload: { runId, ownerId, reason }, occurredAt }) =>
    returnTokens(tx, { runId, ownerId, cause: 'ENDED', reason, at: new Date(occurredAt) }),
  ),
  consume(RunCancelled, (tx, { payload: { runId, ownerId }, occurredAt }) =>
    returnTokens(tx, { runId, ownerId, cause: 'ENDED', reason: 'RUN_CANCELLED', at: new Date(occurredAt) }),
  ),
  consume(RunExpired, (tx, { payload: { runId, ownerId, reason }, occurredAt }) =>
    returnTokens(tx, { runId, ownerId, cause: 'ENDED', reason, at: new Date(occurredAt) }),
  ),
  consume(AdminRejected, async (tx, { payload: { runId, ownerId, reason, refund }, occurredAt }) => {
    if (refund !== 'full') return;
    await returnTokens(tx, {
      runId,
      ownerId,
      cause: 'FULL_REFUND_ORDERED',
      reason,
      at: new Date(occurredAt),
    });
  }),
];
