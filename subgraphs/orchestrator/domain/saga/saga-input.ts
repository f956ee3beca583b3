import { AnalysisFailed, ContentAnalyzed, FootageAnalyzed } from '@effect-studio/schema/events/analysis';
import { ReservationRefused, TokensReserved } from '@effect-studio/schema/events/economics';
import { type PayloadOf, reading } from '@effect-studio/schema/events/envelope';
import {
  TaskCancelled,
  TaskDispatched,
  TaskFailed,
  TaskSucceeded,
} from '@effect-studio/schema/events/execution';
import { EffectPublished, PublishFailed } from '@effect-studio/schema/events/gallery';
import { VideoRejected } from '@effect-studio/schema/events/intake';
import { AdminApproved, AdminRejected } from '@effect-studio/schema/events/notifications';
import { PromptsGenerated, PromptsRefused } from '@effect-studio/schema/events/prompts';
import { OutputRejected, QualityEvaluated } from '@effect-studio/schema/events/quality';

/** What the saga reads of each event; its contract with their producers. */
export const READ = {
  VideoRejected: reading(VideoRejected, 'videoId', 'reason', 'humanReadableCause', 'suggestedAction'),
  TokensReserved: reading(TokensReserved, 'runId', 'reservationId', 'amountTokens'),
  ReservationRefused: reading(ReservationRefused, 'runId', 'missingTokens'),
  ContentAnalyzed: reading(
    ContentAnalyzed,
    'runId',
    'footageDurationMs',
    'footageMegapixels',
    'excerpt',
    'exampleDescriptor',
    'footageDescriptor',
    'eligibleEffectTypes',
  ),
  FootageAnalyzed: reading(
    FootageAnalyzed,
    'runId',
    'footageDurationMs',
    'footageMegapixels',
    'excerpt',
    'footageDescriptor',
  ),
  AnalysisFailed: reading(AnalysisFailed, 'runId', 'reason', 'humanReadableCause', 'suggestedAction'),
  PromptsGenerated: reading(PromptsGenerated, 'runId', 'variants'),
  PromptsRefused: reading(PromptsRefused, 'runId', 'reason', 'humanReadableCause', 'suggestedAction'),
  TaskDispatched: reading(TaskDispatched, 'runId', 'taskId'),
  TaskSucceeded: reading(TaskSucceeded, 'runId', 'taskId', 'outputKey', 'outputSha256', 'busyMs'),
  TaskFailed: reading(TaskFailed, 'runId', 'taskId', 'humanReadableCause'),
  TaskCancelled: reading(TaskCancelled, 'runId', 'taskId'),
  QualityEvaluated: reading(QualityEvaluated, 'runId', 'taskId', 'quality', 'composite'),
  OutputRejected: reading(OutputRejected, 'runId', 'taskId', 'humanReadableCause'),
  AdminApproved: reading(AdminApproved, 'runId', 'submission'),
  AdminRejected: reading(AdminRejected, 'runId', 'reason', 'refund'),
  EffectPublished: reading(EffectPublished, 'runId', 'effectId'),
  PublishFailed: reading(PublishFailed, 'runId', 'reason', 'humanReadableCause', 'suggestedAction'),
};

/** An event as the saga reads it. */
type Fact<Name extends keyof typeof READ> = {
  type: Name;
  payload: PayloadOf<(typeof READ)[Name]>;
};

/** Events, timers and commands of people: everything that can move a run. */
export type SagaInput =
  | { type: 'ClipReady'; videoId: string; proxyKey: string }
  | Fact<'VideoRejected'>
  | Fact<'TokensReserved'>
  | Fact<'ReservationRefused'>
  | Fact<'ContentAnalyzed'>
  | Fact<'FootageAnalyzed'>
  | Fact<'AnalysisFailed'>
  | Fact<'PromptsGenerated'>
  | Fact<'PromptsRefused'>
  | Fact<'TaskDispatched'>
  | Fact<'TaskSucceeded'>
  | Fact<'TaskFailed'>
  | Fact<'TaskCancelled'>
  | Fact<'QualityEvaluated'>
  | Fact<'OutputRejected'>
  | Fact<'AdminApproved'>
  | Fact<'AdminRejected'>
  | Fact<'EffectPublished'>
  | Fact<'PublishFailed'>
  | { type: 'TurnCame' }
  | { type: 'WaitDeadline' }
  | { type: 'LegsDeadline' }
  | { type: 'FinishDeadline'; finishTaskId: string }
  | { type: 'RunDeadline' }
  | { type: 'Cancel'; cancelledBy: string }
  | { type: 'ChooseCandidate'; taskId: string };

/** What caused a transition, as the log and the subscribers see it. */
export const causeOf = (input: SagaInput): string => input.type;
