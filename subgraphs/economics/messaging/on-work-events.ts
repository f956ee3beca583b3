import { type Consumer, consume, consumeBatch } from '@effect-studio/kernel/bus/consumer';
import type { Transaction } from '@effect-studio/kernel/database';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import { reading } from '@effect-studio/schema/events/envelope';
import {
  AgentSessionEnded,
  AgentSessionStarted,
  TaskAttemptEnded,
  TaskAttemptProven,
} from '@effect-studio/schema/events/execution';
import { OutputRejected, QualityEvaluated } from '@effect-studio/schema/events/quality';
import { UsageRecorded } from '@effect-studio/schema/events/usage';
import { DEFAULT_FLEET } from '../costs/domain/cost-entry.ts';
import { recordUsages } from '../costs/use-cases/record-usages.ts';
import { type EndedExecution, recordExecutions, recordSession } from '../costs/use-cases/record-work.ts';
import { judgeExecutions } from '../executions/persistence/executions.ts';
import { touchBooks } from '../margins/persistence/change-books.ts';

/** What finished work costs, and what it teaches about who did it. */
export const workConsumers: readonly Consumer[] = [
  consumeBatch(TaskAttemptEnded, (tx, events) =>
    takeAttempts(
      tx,
      events.map(({ payload }) => payload),
    ),
  ),
  // The same attempt again with other facts: they take the place of the first, and it is paid then.
  consumeBatch(TaskAttemptProven, (tx, events) =>
    takeAttempts(
      tx,
      events.map(({ payload }) => payload),
    ),
  ),
  consume(reading(QualityEvaluated, 'taskId', 'composite', 'isQuarantined'), async (tx, { payload }) => {
    // Scores of a judge that does not pass the gate move no routing.
    if (payload.isQuarantined) return;
    const qualityPpm = Math.round(payload.composite * 1e6);
    await judgeExecutions(tx, [{ taskId: payload.taskId, qualityPpm }]);
    await touchBooks(tx);
  }),
  consume(reading(OutputRejected, 'taskId'), async (tx, { payload }) => {
    await judgeExecutions(tx, [{ taskId: payload.taskId, qualityPpm: null }]);
    await touchBooks(tx);
  }),
  consume(AgentSessionStarted, (tx, { payload }) =>
    recordSession(tx, {
      ...payload,
      fleet: payload.fleet ?? DEFAULT_FLEET,
      startupMs: payload.startupMs ?? 0,
      startedAt: new Date(payload.startedAt),
      end: null,
    }),
  ),
  consume(AgentSessionEnded, (tx, { payload }) =>
    recordSession(tx, {
      ...payload,
      fleet: payload.fleet ?? DEFAULT_FLEET,
      startupMs: payload.startupMs ?? 0,
      startedAt: new Date(payload.startedAt),
      end: { at: new Date(payload.endedAt), busyMs: payload.busyMs, reason: payload.reason },
    }),
  ),
  consumeBatch(UsageRecorded, (tx, events) =>
    recordUsages(
      tx,
      events.map(({ payload }) => toUsage(payload)),
    ),
  ),
];

async function takeAttempts(
  tx: Transaction,
  payloads: readonly PayloadOf<typeof TaskAttemptEnded>[],
): Promise<void> {
  await recordExecutions(tx, payloads.map(toExecution));
}

const toExecution = (payload: PayloadOf<typeof TaskAttemptEnded>): EndedExecution => ({
  ...payload,
  fleet: payload.fleet ?? DEFAULT_FLEET,
  milliUnits: Math.round(payload.workUnits * 1_000),
  startupMs: payload.startupMs ?? 0,
  throttledCount: payload.throttledCount ?? 0,
  throttledMs: payload.throttledMs ?? 0,
  startedAt: new Date(payload.startedAt),
  endedAt: new Date(payload.endedAt),
});

function toUsage(payload: PayloadOf<typeof UsageRecorded>) {
  const {
    calls = 0,
    durationMs = 0,
    inputTokens = 0,
    outputTokens = 0,
    milliCredits = 0,
  } = payload.quantities;
  return {
    ...payload,
    quantities: { calls, durationMs, inputTokens, outputTokens, milliCredits },
    reportedCostNanoUsd:
      payload.reportedCostNanoUsd === undefined ? null : BigInt(payload.reportedCostNanoUsd),
    run: payload.run ?? null,
    task: payload.task ?? null,
    effectTypeId: payload.effectTypeId ?? null,
    fleet: payload.fleet ?? DEFAULT_FLEET,
    usedAt: new Date(payload.usedAt),
  };
}
