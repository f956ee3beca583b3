import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type * as events from '@effect-studio/schema/events/orchestrator';
import type { RunState } from './run-state.ts';

/** Names of the events that the saga emits, `RunAdvanced` aside, which every transition brings. */
export type SagaEventName =
  | 'RunRequested'
  | 'EffectRunRequested'
  | 'TestBatchDispatched'
  | 'BestResultSelected'
  | 'WinnerOverridden'
  | 'ResultReady'
  | 'PreviewRendered'
  | 'ApprovalRequested'
  | 'RunCompleted'
  | 'RunFailed'
  | 'RunRejected'
  | 'RunCancelled'
  | 'RunExpired';

/** What an event of the saga carries, without the version mark. */
export type PayloadByName<Name extends SagaEventName> = Omit<
  PayloadOf<(typeof events)[Name]>,
  'schema_version'
>;

/** An event to be put on the bus. `key` makes it one fact: the same key is never two. */
export type EmitCommand = {
  [Name in SagaEventName]: { type: 'emit'; name: Name; key: string; payload: PayloadByName<Name> };
}[SagaEventName];

/** A timer to be set; it comes back as the input of its name. */
export type TimerCommand =
  | { type: 'timer'; name: 'WaitDeadline' | 'RunDeadline' | 'LegsDeadline'; dueAt: Date }
  | { type: 'timer'; name: 'FinishDeadline'; finishTaskId: string; dueAt: Date };

/** A move to be logged and told to subscribers. `from` is null when the run begins. */
export interface TransitionCommand {
  type: 'transition';
  from: RunState | null;
  to: RunState;
  cause: string;
  /** True when tokens have to come back after it: reconciliation watches that they do. */
  compensates: boolean;
}

export type SagaCommand = EmitCommand | TimerCommand | TransitionCommand;

/** An event command whose fact happens once in a run. */
export function emitOnce<Name extends SagaEventName>(
  name: Name,
  payload: PayloadByName<Name>,
): Extract<EmitCommand, { name: Name }> {
  return emitAs(name, name, payload);
}

/** An event command whose fact may happen again for another subject, such as another finish. */
export function emitPer<Name extends SagaEventName>(
  name: Name,
  subject: string,
  payload: PayloadByName<Name>,
): Extract<EmitCommand, { name: Name }> {
  return emitAs(name, `${name}-${subject}`, payload);
}

function emitAs<Name extends SagaEventName>(
  name: Name,
  key: string,
  payload: PayloadByName<Name>,
): Extract<EmitCommand, { name: Name }> {
  return { type: 'emit', name, key, payload } as Extract<EmitCommand, { name: Name }>;
}
