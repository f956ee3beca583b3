import type { RunAccount } from '@effect-studio/economics/charges/domain/run-account';
import { lockRunAccounts, saveRunAccount } from '@effect-studio/economics/charges/persistence/run-accounts';
import { DEFAULT_FLEET } from '@effect-studio/economics/costs/domain/cost-entry';
import { recordAttempts } from '@effect-studio/economics/costs/use-cases/record-attempts';
import { judgeExecutions, saveExecutions } from '@effect-studio/economics/executions/persistence/executions';
import { refund, reserve, settle } from '@effect-studio/economics/ledger/persistence/ledger';
import { recordCharge, recordRefund } from '@effect-studio/economics/margins/use-cases/record-revenue';
import { tokensToNanoUsd } from '@effect-studio/economics/rate-card/domain/rate-card';
import { rateCardAsOf } from '@effect-studio/economics/rate-card/persistence/rate-cards';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { type WorldRouting, writeDecisions } from './world-decisions.ts';
import type { PlannedRun } from './world-plan.ts';

/** A machine that did the world's work; there is one. */
const AGENT_ID = '00000000-0000-7000-8000-0000000000a1';
const AGENT_OWNER_ID = '00000000-0000-7000-8000-0000000000a2';

/**
 * Books the runs of one block as real ones are booked: tokens reserved, attempts priced at the card of their time,
 * one charge per winner, refunds. No event is emitted: nobody is to be told of what did not happen to them. What was routed
 * by a manifest has its decision, too.
 * @param personIds by the person's index
 */
export async function writeBlock(
  tx: Transaction,
  planned: readonly PlannedRun[],
  personIds: readonly string[],
  routing: WorldRouting | null = null,
): Promise<void> {
  if (planned.length === 0) return;
  const runs = planned.map((run) => ({
    ...run,
    runId: newId(),
    ownerId: personIds[run.person]!,
    legs: run.legs.map((leg) => ({ ...leg, taskId: newId() })),
  }));
  const accounts = await lockRunAccounts(tx, runs);
  const card = await rateCardAsOf(tx, tx.now);
  if (!card) throw new StudioError('NO_RATE_CARD', 'the world has no prices');
  const reservations = runs.map(({ runId, ownerId }) => ({
    id: newId(),
    runId,
    ownerId,
    amountTokens: card.runPriceTokens,
  }));
  const answers = await reserve(tx, reservations);
  const refused = answers.find(({ code }) => code !== 'POSTED');
  if (refused)
    throw new StudioError('LEDGER_REFUSED', `a reservation of the world was answered ${refused.code}`);
  const settled = runs.map((run, index): WorldRun => {
    const reservation = reservations[index]!;
    const winner = run.winner === null ? null : run.legs[run.winner]!;
    return {
      ...run,
      reservationId: reservation.id,
      priceTokens: reservation.amountTokens,
      winningLeg: winner,
      account: {
        ...accounts.get(run.runId)!,
        state: winner ? (run.refundedAt ? 'REFUNDED' : 'CHARGED') : 'RELEASED',
        reservationId: reservation.id,
        reservedTokens: reservation.amountTokens,
        consumedTokens: winner ? reservation.amountTokens : 0,
        returnedTokens: winner && !run.refundedAt ? 0 : reservation.amountTokens,
        winner: winner ? { candidateTaskId: winner.taskId, finishTaskId: run.legs.at(-1)!.taskId } : null,
      },
    };
  });
  for (const { account } of settled) await saveRunAccount(tx, account);
  await bookWork(tx, settled);
  for (const run of settled) await bookMoney(tx, run);
  if (routing) await writeDecisions(tx, routing, settled);
}

export type Leg = PlannedRun['legs'][number] & { taskId: string };
/** A run of the world with its ids. */
export type WorldRun = Omit<PlannedRun, 'legs'> & {
  runId: string;
  ownerId: string;
  legs: Leg[];
  reservationId: string;
  priceTokens: number;
  winningLeg: Leg | null;
  account: RunAccount;
};

async function bookWork(tx: Transaction, runs: readonly WorldRun[]): Promise<void> {
  const attempts = runs.flatMap((run) =>
    run.legs.flatMap((leg) =>
      leg.attempts.map((attempt, index) => ({
        taskId: leg.taskId,
        attempt: index + 1,
        runId: run.runId,
        ownerId: run.ownerId,
        role: leg.role,
        outcome: attempt.outcome,
        providerId: leg.workflow.providerId,
        workflowId: leg.workflow.workflowId,
        effectTypeId: run.effectTypeId,
        fleet: DEFAULT_FLEET,
        instanceType: 'world.machine',
        budgetContext: 'user_run' as const,
        agentId: AGENT_ID,
        agentOwnerId: AGENT_OWNER_ID,
        milliUnits: leg.milliUnits,
        queueWaitMs: leg.queueWaitMs,
        busyMs: attempt.busyMs,
        startupMs: attempt.startupMs,
        throttledCount: attempt.throttledMs > 0 ? 1 : 0,
        throttledMs: attempt.throttledMs,
        startedAt: new Date(run.endedAt.getTime() - attempt.busyMs),
        endedAt: run.endedAt,
      })),
    ),
  );
  await recordAttempts(tx, attempts);
  await saveExecutions(tx, attempts);
  const delivered = runs.flatMap(({ legs }) =>
    legs.filter(({ attempts: own }) => own.at(-1)!.outcome === 'succeeded'),
  );
  await judgeExecutions(
    tx,
    delivered.map(({ taskId, qualityPpm }) => ({ taskId, qualityPpm })),
  );
}

async function bookMoney(tx: Transaction, run: WorldRun): Promise<void> {
  const { runId, ownerId, reservationId, priceTokens, winningLeg, account } = run;
  const amountTokens = winningLeg ? priceTokens : 0;
  const reason = winningLeg ? 'the result is ready' : 'no provider could make it';
  expectPosted((await settle(tx, { id: newId(), reservationId, ownerId, amountTokens, reason })).code);
  if (!winningLeg || !account.winner) return;
  const card = await rateCardAsOf(tx, run.endedAt);
  if (!card) throw new StudioError('NO_RATE_CARD', 'the world has no prices');
  await recordCharge(tx, {
    runId,
    ownerId,
    ...account.winner,
    providerId: winningLeg.workflow.providerId,
    effectTypeId: run.effectTypeId,
    tokens: amountTokens,
    revenueNanoUsd: tokensToNanoUsd(card, amountTokens),
    rateCardVersion: card.version,
    readyAt: run.endedAt,
  });
  if (!run.refundedAt) return;
  const returned = { id: newId(), reservationId, ownerId, amountTokens, reason: 'the reviewer gave it back' };
  expectPosted(await refund(tx, returned));
  await recordRefund(tx, { runId, at: run.refundedAt });
}

function expectPosted(code: string): void {
  if (code !== 'POSTED') throw new StudioError('LEDGER_REFUSED', `the world's ledger answered ${code}`);
}
