import { type Consumer, consume, consumeBatch } from '@effect-studio/kernel/bus/consumer';
import type { Transaction } from '@effect-studio/kernel/database';
import { reading } from '@effect-studio/schema/events/envelope';
import { PersonRegistered } from '@effect-studio/schema/events/identity';
import { AdminRejected } from '@effect-studio/schema/events/notifications';
import {
  ApprovalRequested,
  EffectRunRequested,
  ResultReady,
  RunCancelled,
  RunCompleted,
  RunExpired,
  RunFailed,
  RunRejected,
  RunRequested,
} from '@effect-studio/schema/events/orchestrator';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { benchmarkRunEnded } from '../benchmarks/use-cases/benchmark-run-ended.ts';
import { admitHouseRun } from '../charges/use-cases/admit-house-run.ts';
import { chargeRun, moveWinner } from '../charges/use-cases/charge-run.ts';
import { type RunRequest, reserveForRuns } from '../charges/use-cases/reserve-for-run.ts';
import { returnTokens } from '../charges/use-cases/return-tokens.ts';
import { keepDecision } from '../exploration/use-cases/keep-decision.ts';
import { openWallet } from '../ledger/persistence/ledger.ts';
import { bumpWallet } from './ticks.ts';

/** Tokens are set aside for what people pay; the platform's own runs begin without. */
async function requested(
  tx: Transaction,
  events: readonly {
    id: string;
    correlationId: string;
    budgetContext: BudgetContext | null;
    payload: { runId: string; ownerId: string; quote: { amountTokens: number } };
  }[],
): Promise<void> {
  const people: RunRequest[] = [];
  for (const { id, correlationId, budgetContext, payload } of events) {
    const { runId, ownerId, quote } = payload;
    const request = { runId, ownerId, cause: { correlationId, causationId: id } };
    if (budgetContext === 'benchmark' || budgetContext === 'system_test') {
      await admitHouseRun(tx, { ...request, budgetContext });
    } else people.push({ ...request, amountTokens: quote.amountTokens });
  }
  await reserveForRuns(tx, people);
}

/** What a run's life does to its money. Events of one run come in order; each may come more than once. */
export const runConsumers: readonly Consumer[] = [
  consume(reading(PersonRegistered, 'userId'), async (tx, { payload }) => {
    await openWallet(tx, payload.userId);
    bumpWallet(tx, payload.userId);
  }),
  consumeBatch(reading(RunRequested, 'runId', 'ownerId', 'quote'), requested),
  consumeBatch(reading(EffectRunRequested, 'runId', 'ownerId', 'quote'), requested),
  consume(
    reading(RunCompleted, 'runId', 'ownerId'),
    async (tx, { payload: { runId, ownerId }, occurredAt }) => {
      const at = new Date(occurredAt);
      await returnTokens(tx, { runId, ownerId, cause: 'ENDED', reason: 'RUN_COMPLETED', at });
      await benchmarkRunEnded(tx, { runId, state: 'COMPLETED', reason: null });
    },
  ),
  consume(ResultReady, (tx, { payload, occurredAt }) =>
    chargeRun(tx, { ...payload, readyAt: new Date(occurredAt) }),
  ),
  // After an override no second result is announced, but the new winner is put up for approval.
  consume(reading(ApprovalRequested, 'submission'), (tx, { payload: { submission }, occurredAt }) =>
    moveWinner(tx, { ...submission, chargeTokens: 0, readyAt: new Date(occurredAt) }),
  ),
  consume(
    reading(RunFailed, 'runId', 'ownerId', 'reason', 'failedIn', 'decision'),
    async (tx, { payload: { runId, ownerId, reason, failedIn, decision }, occurredAt }) => {
      await returnTokens(tx, {
        runId,
        ownerId,
        // An approved result that cannot be published is the platform's fault: the charge goes back.
        cause: failedIn === 'PUBLISHING' ? 'FULL_REFUND_ORDERED' : 'ENDED',
        reason,
        at: new Date(occurredAt),
      });
      await benchmarkRunEnded(tx, { runId, state: 'FAILED', reason });
      if (decision) await keepDecision(tx, { runId, ownerId, decision, legs: [], at: new Date(occurredAt) });
    },
  ),
  consume(
    reading(RunRejected, 'runId', 'ownerId', 'reason'),
    (tx, { payload: { runId, ownerId, reason }, occurredAt }) =>
      returnTokens(tx, { runId, ownerId, cause: 'ENDED', reason, at: new Date(occurredAt) }),
  ),
  consume(reading(RunCancelled, 'runId', 'ownerId'), (tx, { payload: { runId, ownerId }, occurredAt }) =>
    returnTokens(tx, { runId, ownerId, cause: 'ENDED', reason: 'RUN_CANCELLED', at: new Date(occurredAt) }),
  ),
  consume(
    reading(RunExpired, 'runId', 'ownerId', 'reason'),
    async (tx, { payload: { runId, ownerId, reason }, occurredAt }) => {
      await returnTokens(tx, { runId, ownerId, cause: 'ENDED', reason, at: new Date(occurredAt) });
      await benchmarkRunEnded(tx, { runId, state: 'FAILED', reason });
    },
  ),
  consume(
    reading(AdminRejected, 'runId', 'ownerId', 'reason', 'refund'),
    async (tx, { payload: { runId, ownerId, reason, refund }, occurredAt }) => {
      if (refund !== 'full') return;
      await returnTokens(tx, {
        runId,
        ownerId,
        cause: 'FULL_REFUND_ORDERED',
        reason,
        at: new Date(occurredAt),
      });
    },
  ),
];
