import type { AnalysisFailed, ContentAnalyzed, FootageAnalyzed } from '@effect-studio/schema/events/analysis';
import type { ReservationRefused, TokensReserved } from '@effect-studio/schema/events/economics';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type {
  TaskCancelled,
  TaskDispatched,
  TaskFailed,
  TaskSucceeded,
} from '@effect-studio/schema/events/execution';
import type { EffectPublished, PublishFailed } from '@effect-studio/schema/events/gallery';
import type { VideoRejected } from '@effect-studio/schema/events/intake';
import type { AdminApproved, AdminRejected } from '@effect-studio/schema/events/notifications';
import type { PromptsGenerated, PromptsRefused } from '@effect-studio/schema/events/prompts';
import type { OutputRejected, QualityEvaluated } from '@effect-studio/schema/events/quality';

/** An event as the saga reads it: what a consumer got, without the version mark. */
type Fact<Name extends string, Definition> = {
  type: Name;
  payload: Omit<PayloadOf<Definition>, 'schema_version'>;
};

/** Events, timers and commands of people: everything that can move a run. */
export type SagaInput =
  | { type: 'ClipReady'; videoId: string; proxyKey: string }
  | Fact<'VideoRejected', typeof VideoRejected>
  | Fact<'TokensReserved', typeof TokensReserved>
  | Fact<'ReservationRefused', typeof ReservationRefused>
  | Fact<'ContentAnalyzed', typeof ContentAnalyzed>
  | Fact<'FootageAnalyzed', typeof FootageAnalyzed>
  | Fact<'AnalysisFailed', typeof AnalysisFailed>
  | Fact<'PromptsGenerated', typeof PromptsGenerated>
  | Fact<'PromptsRefused', typeof PromptsRefused>
  | Fact<'TaskDispatched', typeof TaskDispatched>
  | Fact<'TaskSucceeded', typeof TaskSucceeded>
  | Fact<'TaskFailed', typeof TaskFailed>
  | Fact<'TaskCancelled', typeof TaskCancelled>
  | Fact<'QualityEvaluated', typeof QualityEvaluated>
  | Fact<'OutputRejected', typeof OutputRejected>
  | Fact<'AdminApproved', typeof AdminApproved>
  | Fact<'AdminRejected', typeof AdminRejected>
  | Fact<'EffectPublished', typeof EffectPublished>
  | Fact<'PublishFailed', typeof PublishFailed>
  | { type: 'LegsDeadline' }
  | { type: 'FinishDeadline'; finishTaskId: string }
  | { type: 'RunDeadline' }
  | { type: 'Cancel'; cancelledBy: string }
  | { type: 'ChooseCandidate'; taskId: string };

/** What caused a transition, as the log and the subscribers see it. */
export const causeOf = (input: SagaInput): string => input.type;
