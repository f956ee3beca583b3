import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import {
  AgentSessionEnded,
  AgentSessionStarted,
  TaskAttemptEnded,
} from '@effect-studio/schema/events/execution';
import { OutputRejected, QualityEvaluated } from '@effect-studio/schema/events/quality';
import { DEFAULT_FLEET } from '../costs/domain/cost-entry.ts';
import { saveAgentSession } from '../costs/persistence/agent-sessions.ts';
import { recordAttempts } from '../costs/use-cases/record-attempts.ts';
import { judgeExecutions, saveExecutions } from '../executions/persistence/executions.ts';
import { attemptObservation } from '../manifest/domain/attempt-observation.ts';
import { addObservation } from '../manifest/persistence/observations.ts';

/** What finished work costs, and what it teaches about who did it. */
export const workConsumers: readonly Consumer[] = [
  consume(TaskAttemptEnded, async (tx, { payload }) => {
    const endedAt = new Date(payload.endedAt);
    const fleet = payload.fleet ?? DEFAULT_FLEET;
    const startupMs = payload.startupMs ?? 0;
    const [cost] = await recordAttempts(tx, [{ ...payload, fleet, startupMs, endedAt }]);
    const costNanoUsd = cost!;
    await saveExecutions(tx, [
      {
        ...payload,
        fleet,
        milliUnits: Math.round(payload.workUnits * 1_000),
        startupMs,
        throttledCount: payload.throttledCount ?? 0,
        throttledMs: payload.throttledMs ?? 0,
        startedAt: new Date(payload.startedAt),
        endedAt,
      },
    ]);
    const observation = attemptObservation({ ...payload, endedAt, costNanoUsd });
    if (observation) await addObservation(tx, observation);
  }),
  consume(QualityEvaluated, async (tx, { payload, occurredAt }) => {
    const qualityPpm = Math.round(payload.composite * 1e6);
    await judgeExecutions(tx, [{ taskId: payload.taskId, qualityPpm }]);
    await addObservation(tx, { ...payload, at: new Date(occurredAt), judged: 1, qualityPpm });
  }),
  consume(OutputRejected, async (tx, { payload, occurredAt }) => {
    await judgeExecutions(tx, [{ taskId: payload.taskId, qualityPpm: null }]);
    await addObservation(tx, { ...payload, at: new Date(occurredAt), rejections: 1 });
  }),
  consume(AgentSessionStarted, (tx, { payload }) =>
    saveAgentSession(tx, { ...payload, startedAt: new Date(payload.startedAt), end: null }),
  ),
  consume(AgentSessionEnded, (tx, { payload }) =>
    saveAgentSession(tx, {
      ...payload,
      startedAt: new Date(payload.startedAt),
      end: { at: new Date(payload.endedAt), busyMs: payload.busyMs, reason: payload.reason },
    }),
  ),
];
