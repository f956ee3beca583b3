import type { TaskState } from './task.ts';

/** Attempts that may fail or expire before a task is given up. */
export const MAX_STRIKES = 3;

/** Why a task was given up, in the words of Temporal's timeouts where one fits. */
export type FailureCause =
  | 'nonRetryable'
  | 'scheduleToStart'
  | 'startToClose'
  | 'heartbeat'
  | 'attemptsExhausted'
  | 'outputInvalid';

/** What of a task decides what may happen to it. */
export interface TaskSituation {
  state: TaskState;
  epoch: number;
  strikes: number;
}

/** What can happen to a task. `epoch` is that of the lease which the writer holds. */
export type TaskOccurrence =
  | { kind: 'lease' }
  | { kind: 'complete'; epoch: number }
  | { kind: 'fail'; epoch: number; isRetryable: boolean }
  | { kind: 'handBack'; epoch: number }
  | { kind: 'expire'; epoch: number; isPastHardDeadline: boolean }
  | { kind: 'cancel' }
  | { kind: 'giveUpWaiting' };

/** What follows. `late`: the result is recorded and paid, the task stays as it is. */
export type TaskOutcome =
  | { kind: 'moved'; to: TaskState; epoch: number; strikes: number; cause?: FailureCause }
  | { kind: 'late' }
  | { kind: 'stale' }
  | { kind: 'unchanged' };

const UNCHANGED: TaskOutcome = { kind: 'unchanged' };
const STALE: TaskOutcome = { kind: 'stale' };

/** The allowed transitions of a task, written once. */
export function decide(task: TaskSituation, occurrence: TaskOccurrence): TaskOutcome {
  const move = (
    to: TaskState,
    change: Partial<TaskSituation> & { cause?: FailureCause } = {},
  ): TaskOutcome => ({
    kind: 'moved',
    to,
    epoch: change.epoch ?? task.epoch,
    strikes: change.strikes ?? task.strikes,
    ...(change.cause ? { cause: change.cause } : {}),
  });
  switch (occurrence.kind) {
    case 'lease':
      return task.state === 'WAITING' ? move('LEASED', { epoch: task.epoch + 1 }) : UNCHANGED;
    case 'cancel':
      return isOpen(task.state) ? move('CANCELLED') : UNCHANGED;
    case 'giveUpWaiting':
      return task.state === 'WAITING' ? move('FAILED', { cause: 'scheduleToStart' }) : UNCHANGED;
    case 'complete':
      return decideCompletion(task, occurrence.epoch, move);
    case 'handBack':
      return isHeldBy(task, occurrence.epoch) ? move('WAITING') : STALE;
    case 'fail':
      if (!isHeldBy(task, occurrence.epoch)) return STALE;
      if (!occurrence.isRetryable)
        return move('FAILED', { strikes: task.strikes + 1, cause: 'nonRetryable' });
      return strike(task, move, 'attemptsExhausted');
    case 'expire':
      if (!isHeldBy(task, occurrence.epoch)) return STALE;
      return strike(task, move, occurrence.isPastHardDeadline ? 'startToClose' : 'heartbeat');
  }
}

/** Whether work on the task may still begin or go on. */
export function isOpen(state: TaskState): boolean {
  return state === 'WAITING' || state === 'LEASED';
}

type Move = (to: TaskState, change?: Partial<TaskSituation> & { cause?: FailureCause }) => TaskOutcome;

/**
 * A result of the newest lease is good even when that lease has expired: while nobody else began, it
 * ends the task; once the task is failed or cancelled it is late. An older lease's result is refused.
 */
function decideCompletion(task: TaskSituation, epoch: number, move: Move): TaskOutcome {
  if (epoch !== task.epoch || epoch === 0) return STALE;
  if (isOpen(task.state)) return move('SUCCEEDED');
  return task.state === 'SUCCEEDED' ? STALE : { kind: 'late' };
}

function isHeldBy(task: TaskSituation, epoch: number): boolean {
  return task.state === 'LEASED' && task.epoch === epoch;
}

function strike(task: TaskSituation, move: Move, cause: FailureCause): TaskOutcome {
  const strikes = task.strikes + 1;
  return strikes >= MAX_STRIKES ? move('FAILED', { strikes, cause }) : move('WAITING', { strikes });
}
