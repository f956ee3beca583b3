import type { Transaction } from '@effect-studio/kernel/database';
import type { RunSaga } from '../domain/saga/run-saga.ts';
import { holdsPlace } from '../domain/saga/run-state.ts';
import type { SagaCommand, TimerCommand, TransitionCommand } from '../domain/saga/saga-command.ts';
import { emitAdvance, emitSagaEvent } from '../messaging/emit-saga-event.ts';
import { appendStep, expectCompensation } from '../persistence/saga-log.ts';
import { callNext } from './call-next.ts';

/** Job kinds of the timers; see `workers/timers.ts`. */
export const TIMER_KINDS = {
  WaitDeadline: 'wait-deadline',
  RunDeadline: 'run-deadline',
  LegsDeadline: 'legs-deadline',
  FinishDeadline: 'finish-deadline',
} as const;

/** Does what the saga decided: log, events and timers, in its order and in the transaction that saved the run. */
export async function carryOut(
  tx: Transaction,
  run: RunSaga,
  commands: readonly SagaCommand[],
): Promise<void> {
  for (const command of commands) {
    if (command.type === 'transition') await recordTransition(tx, run, command, commands);
    else if (command.type === 'timer') await setTimer(tx, run, command);
    else await emitSagaEvent(tx, run, command);
  }
}

async function recordTransition(
  tx: Transaction,
  run: RunSaga,
  transition: TransitionCommand,
  commands: readonly SagaCommand[],
): Promise<void> {
  const seq = await appendStep(tx, run, transition, commands);
  await emitAdvance(tx, run, transition, seq);
  if (transition.compensates) await expectCompensation(tx, run.runId);
  if (freesPlace(run, transition)) await callNext(tx, `${run.runId}-${seq}`);
}

/** Runs of the platform itself hold no place. */
const freesPlace = (run: RunSaga, { from, to }: TransitionCommand): boolean =>
  run.budgetContext === 'user_run' && from !== null && holdsPlace(from) && !holdsPlace(to);

function setTimer(tx: Transaction, run: RunSaga, timer: TimerCommand): Promise<void> {
  const kind = TIMER_KINDS[timer.name];
  const subject = timer.name === 'FinishDeadline' ? `${run.runId}:${timer.finishTaskId}` : run.runId;
  return tx.schedule({
    kind,
    dedupeKey: `${kind}:${subject}`,
    payload: {
      runId: run.runId,
      ...(timer.name === 'FinishDeadline' ? { finishTaskId: timer.finishTaskId } : {}),
    },
    dueAt: timer.dueAt,
    maxAttempts: 20,
  });
}
