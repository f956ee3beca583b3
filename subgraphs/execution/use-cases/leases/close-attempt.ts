import type { Transaction } from '@effect-studio/kernel/database';
import { TaskFailed } from '@effect-studio/schema/events/execution';
import type { AttemptSteps, AttemptTimes } from '../../domain/attempt-times.ts';
import { failureWords } from '../../domain/failure-words.ts';
import { TASK_STATE_CODES } from '../../domain/task.ts';
import type { FailureCause, TaskOutcome } from '../../domain/task-machine.ts';
import { isOpen } from '../../domain/task-machine.ts';
import { attemptEnded } from '../../messaging/attempt-ended.ts';
import { taskFacts } from '../../messaging/task-facts.ts';
import type { AttemptOutcome, HeldLease } from '../../persistence/lease-row.ts';
import { END_ATTEMPT, FREE_SLOT } from '../../persistence/sql/lease-statements.ts';
import { CLOSE_CHECK } from '../../persistence/sql/spot-check-statements.ts';
import { ADD_READY, MOVE_TASK, NOTE_GIVEN_UP, REMOVE_READY } from '../../persistence/sql/task-statements.ts';
import type { StoredTask } from '../../persistence/task-row.ts';
import { ringTaskBell } from './task-bell.ts';

/** How an attempt ended without a result. */
export interface AttemptEnd extends AttemptTimes, AttemptSteps {
  outcome: AttemptOutcome;
  /** Of a failure: whether the task is offered again. */
  isRetried?: boolean;
  /** Of a failure: as the agent classified and worded it, or why its lease was ended without its word. */
  failure?: { class: string; cause: string | null };
}

/**
 * Ends an attempt: its record, the provider's slot, the agent's session total and the event by which it
 * is priced. The caller has locked the task. @returns false when the attempt was over before
 */
export async function closeAttempt(
  tx: Transaction,
  task: StoredTask,
  lease: HeldLease,
  end: AttemptEnd,
): Promise<boolean> {
  const ended = await tx.maybeOne(END_ATTEMPT, [
    lease.leaseId,
    tx.now,
    end.outcome,
    end.busyMs,
    end.isRetried ?? null,
    end.failure?.class ?? null,
    end.failure?.cause ?? null,
    end.startupMs ?? null,
    end.throttledCount ?? null,
    end.throttledMs ?? null,
  ]);
  if (!ended) return false;
  await tx.rows(FREE_SLOT, [lease.leaseId]);
  await tx.emitAll([attemptEnded(task, lease, end, tx.now)]);
  ringTaskBell(tx);
  return true;
}

/** Wall time of a lease whose agent cannot be asked any more. */
export function leasedMs(lease: HeldLease, leaseUntil: Date | null, now: Date): number {
  const end = Math.min(now.getTime(), leaseUntil?.getTime() ?? now.getTime());
  return Math.max(0, end - lease.startedAt.getTime());
}

/** How open tasks are stored: whether one waits or is leased is told by where it lies. */
const OPEN = TASK_STATE_CODES.WAITING;

/**
 * Stores a move of a locked task: out of the queue when it ends, back to its place when it waits again; one that is
 * given up keeps its cause. @param report the agent's words about the last attempt
 */
export async function moveTask(
  tx: Transaction,
  task: StoredTask,
  outcome: Extract<TaskOutcome, { kind: 'moved' }>,
  busyMs: number | null = null,
  report: string | null = null,
): Promise<StoredTask> {
  const endedAt = isOpen(outcome.to) ? null : tx.now;
  const stored = isOpen(outcome.to) ? OPEN : TASK_STATE_CODES[outcome.to];
  await tx.rows(MOVE_TASK, [task.id, stored, outcome.epoch, outcome.strikes, tx.now, endedAt, busyMs]);
  if (outcome.to === 'WAITING') {
    await tx.rows(ADD_READY, [task.id, outcome.epoch, outcome.strikes, tx.now]);
  } else if (task.state === 'WAITING') {
    const { revisionId, priority, fairTag } = task.place;
    await tx.rows(REMOVE_READY, [task.id, revisionId, priority, fairTag]);
  }
  // A check that no machine takes in time, or whose run is over, has nothing to compare.
  if (task.role === 'shadow' && (outcome.to === 'FAILED' || outcome.to === 'CANCELLED')) {
    await tx.rows(CLOSE_CHECK, [task.id, tx.now]);
  }
  if (outcome.cause) {
    const { humanReadableCause } = failureWords(outcome.cause, report);
    await tx.rows(NOTE_GIVEN_UP, [
      task.id,
      task.ownerId,
      task.tenantId,
      outcome.cause,
      humanReadableCause,
      tx.now,
    ]);
  }
  return {
    ...task,
    state: outcome.to,
    epoch: outcome.epoch,
    strikes: outcome.strikes,
    endedAt,
    busyMs: busyMs ?? task.busyMs,
  };
}

/** Tells the run that a task is given up. @param report the agent's words about the last attempt */
export async function emitTaskFailed(
  tx: Transaction,
  task: StoredTask,
  causeClass: FailureCause,
  report: string | null,
): Promise<void> {
  await tx.emit(TaskFailed, {
    aggregateId: task.runId,
    payload: { ...taskFacts(task), causeClass, ...failureWords(causeClass, report) },
    budgetContext: task.budgetContext,
  });
}
