import type { Transaction } from '@effect-studio/kernel/database';
import * as events from '@effect-studio/schema/events/orchestrator';
import type { RunSaga } from '../domain/saga/run-saga.ts';
import type { EmitCommand, TransitionCommand } from '../domain/saga/saga-command.ts';

/** What every event of a run has in common: its aggregate, its trace, and who pays. */
const envelopeOf = (run: RunSaga, key: string) => ({
  aggregateId: run.runId,
  correlationId: run.correlationId,
  budgetContext: run.budgetContext,
  idempotencyKey: `orchestrator:${run.runId}:${key}:v1`,
});

/** Puts one of the saga's events on the bus, under the run's own trace and its own key. */
export function emitSagaEvent(tx: Transaction, run: RunSaga, command: EmitCommand): Promise<void> {
  const envelope = envelopeOf(run, command.key);
  switch (command.name) {
    case 'RunRequested':
      return tx.emit(events.RunRequested, { ...envelope, payload: command.payload });
    case 'EffectRunRequested':
      return tx.emit(events.EffectRunRequested, { ...envelope, payload: command.payload });
    case 'TestBatchDispatched':
      return tx.emit(events.TestBatchDispatched, { ...envelope, payload: command.payload });
    case 'BestResultSelected':
      return tx.emit(events.BestResultSelected, { ...envelope, payload: command.payload });
    case 'WinnerOverridden':
      return tx.emit(events.WinnerOverridden, { ...envelope, payload: command.payload });
    case 'ResultReady':
      return tx.emit(events.ResultReady, { ...envelope, payload: command.payload });
    case 'PreviewRendered':
      return tx.emit(events.PreviewRendered, { ...envelope, payload: command.payload });
    case 'ApprovalRequested':
      return tx.emit(events.ApprovalRequested, { ...envelope, payload: command.payload });
    case 'RunCompleted':
      return tx.emit(events.RunCompleted, { ...envelope, payload: command.payload });
    case 'RunFailed':
      return tx.emit(events.RunFailed, { ...envelope, payload: command.payload });
    case 'RunRejected':
      return tx.emit(events.RunRejected, { ...envelope, payload: command.payload });
    case 'RunCancelled':
      return tx.emit(events.RunCancelled, { ...envelope, payload: command.payload });
    case 'RunExpired':
      return tx.emit(events.RunExpired, { ...envelope, payload: command.payload });
  }
}

/** Tells subscribers of a transition; `seq` is its place in the saga's log. */
export function emitAdvance(
  tx: Transaction,
  run: RunSaga,
  { from, to, cause }: TransitionCommand,
  seq: number,
): Promise<void> {
  const { runId, ownerId } = run;
  return tx.emit(events.RunAdvanced, {
    ...envelopeOf(run, `RunAdvanced-${seq}`),
    payload: { runId, ownerId, from, to, cause },
  });
}
