import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import type { EventDefinition } from '@effect-studio/schema/events/envelope';
import { READ, type SagaInput } from '../domain/saga/saga-input.ts';
import { advanceRun } from '../use-cases/advance-run.ts';

/** An event about one run goes to its saga as it is; events about runs of others change nothing. */
function toSaga<Payload extends { runId: string }>(
  event: EventDefinition<Payload>,
  inputOf: (payload: Payload) => SagaInput,
): Consumer {
  return consume(event, async (tx, { payload }) => {
    await advanceRun(tx, payload.runId, inputOf(payload));
  });
}

/** Everything that other contexts say about runs. */
export const RUN_CONSUMERS: readonly Consumer[] = [
  toSaga(READ.TokensReserved, (payload) => ({ type: 'TokensReserved', payload })),
  toSaga(READ.ReservationRefused, (payload) => ({ type: 'ReservationRefused', payload })),
  toSaga(READ.ContentAnalyzed, (payload) => ({ type: 'ContentAnalyzed', payload })),
  toSaga(READ.FootageAnalyzed, (payload) => ({ type: 'FootageAnalyzed', payload })),
  toSaga(READ.AnalysisFailed, (payload) => ({ type: 'AnalysisFailed', payload })),
  toSaga(READ.PromptsGenerated, (payload) => ({ type: 'PromptsGenerated', payload })),
  toSaga(READ.PromptsRefused, (payload) => ({ type: 'PromptsRefused', payload })),
  toSaga(READ.TaskDispatched, (payload) => ({ type: 'TaskDispatched', payload })),
  toSaga(READ.TaskSucceeded, (payload) => ({ type: 'TaskSucceeded', payload })),
  toSaga(READ.TaskFailed, (payload) => ({ type: 'TaskFailed', payload })),
  toSaga(READ.TaskCancelled, (payload) => ({ type: 'TaskCancelled', payload })),
  toSaga(READ.QualityEvaluated, (payload) => ({ type: 'QualityEvaluated', payload })),
  toSaga(READ.OutputRejected, (payload) => ({ type: 'OutputRejected', payload })),
  toSaga(READ.AdminApproved, (payload) => ({ type: 'AdminApproved', payload })),
  toSaga(READ.AdminRejected, (payload) => ({ type: 'AdminRejected', payload })),
  toSaga(READ.EffectPublished, (payload) => ({ type: 'EffectPublished', payload })),
  toSaga(READ.PublishFailed, (payload) => ({ type: 'PublishFailed', payload })),
];
