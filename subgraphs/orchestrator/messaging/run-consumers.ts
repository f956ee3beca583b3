import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { AnalysisFailed, ContentAnalyzed, FootageAnalyzed } from '@effect-studio/schema/events/analysis';
import { ReservationRefused, TokensReserved } from '@effect-studio/schema/events/economics';
import type { EventDefinition } from '@effect-studio/schema/events/envelope';
import {
  TaskCancelled,
  TaskDispatched,
  TaskFailed,
  TaskSucceeded,
} from '@effect-studio/schema/events/execution';
import { EffectPublished, PublishFailed } from '@effect-studio/schema/events/gallery';
import { AdminApproved, AdminRejected } from '@effect-studio/schema/events/notifications';
import { PromptsGenerated, PromptsRefused } from '@effect-studio/schema/events/prompts';
import { OutputRejected, QualityEvaluated } from '@effect-studio/schema/events/quality';
import type { SagaInput } from '../domain/saga-input.ts';
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
  toSaga(TokensReserved, (payload) => ({ type: 'TokensReserved', payload })),
  toSaga(ReservationRefused, (payload) => ({ type: 'ReservationRefused', payload })),
  toSaga(ContentAnalyzed, (payload) => ({ type: 'ContentAnalyzed', payload })),
  toSaga(FootageAnalyzed, (payload) => ({ type: 'FootageAnalyzed', payload })),
  toSaga(AnalysisFailed, (payload) => ({ type: 'AnalysisFailed', payload })),
  toSaga(PromptsGenerated, (payload) => ({ type: 'PromptsGenerated', payload })),
  toSaga(PromptsRefused, (payload) => ({ type: 'PromptsRefused', payload })),
  toSaga(TaskDispatched, (payload) => ({ type: 'TaskDispatched', payload })),
  toSaga(TaskSucceeded, (payload) => ({ type: 'TaskSucceeded', payload })),
  toSaga(TaskFailed, (payload) => ({ type: 'TaskFailed', payload })),
  toSaga(TaskCancelled, (payload) => ({ type: 'TaskCancelled', payload })),
  toSaga(QualityEvaluated, (payload) => ({ type: 'QualityEvaluated', payload })),
  toSaga(OutputRejected, (payload) => ({ type: 'OutputRejected', payload })),
  toSaga(AdminApproved, (payload) => ({ type: 'AdminApproved', payload })),
  toSaga(AdminRejected, (payload) => ({ type: 'AdminRejected', payload })),
  toSaga(EffectPublished, (payload) => ({ type: 'EffectPublished', payload })),
  toSaga(PublishFailed, (payload) => ({ type: 'PublishFailed', payload })),
];
