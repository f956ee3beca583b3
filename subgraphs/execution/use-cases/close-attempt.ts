import type { Transaction } from '@effect-studio/kernel/database';
import { TaskAttemptEnded, TaskFailed } from '@effect-studio/schema/events/execution';
import { failureWords } from '../domain/failure-words.ts';
import { TASK_STATE_CODES } from '../domain/task.ts';
import type { FailureCause, TaskOutcome } from '../domain/task-machine.ts';
import { isOpen } from '../domain/task-machine.ts';
import { taskFacts } from '../messaging/task-facts.ts';
import type { AttemptOutcome, HeldLease } from '../persistence/lease-row.ts';
import { ADD_BUSY, END_ATTEMPT, FREE_SLOT } from '../persistence/sql/lease-statements.ts';
import { MOVE_TASK } from '../persistence/sql/task-statements.ts';
import type { StoredTask } from '../persistence/task-row.ts';
import { ringTaskBell } from './task-bell.ts';

/** How an attempt ended. */
export interface AttemptEnd {
  outcome: AttemptOutcome;
  /** As the agent reported it, or the leased wall time when the agent was lost. */
  busyMs: number;
  /** Of a failure: whether the task is offered again. */
  isRetried?: boolean;
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
  ]);
  if (!ended) return false;
  await tx.rows(FREE_SLOT, [lease.leaseId]);
  await tx.rows(ADD_BUSY, [lease.agentId, end.busyMs]);
  await tx.emit(TaskAttemptEnded, {
    aggregateId: task.runId,
    payload: {
      ...taskFacts(task),
      attempt: lease.attempt,
      outcome: end.outcome,
      agentId: lease.agentId,
      agentOwnerId: lease.agentOwnerId,
      instanceType: task.instanceType ?? lease.agentInstanceType,
      budgetContext: task.budgetContext,
      workUnits: task.workUnits,
      queueWaitMs: Math.max(0, lease.startedAt.getTime() - lease.readyAt.getTime()),
      busyMs: end.busyMs,
      startedAt: lease.startedAt.toISOString(),
      endedAt: tx.now.toISOString(),
    },
    budgetContext: task.budgetContext,
  });
  ringTaskBell(tx);
  return true;
}

/** Wall time of a lease whose agent cannot be asked any more. */
export function leasedMs(lease: HeldLease, leaseUntil: Date | null, now: Date): number {
  const end = Math.min(now.getTime(), leaseUntil?.getTime() ?? now.getTime());
  return Math.max(0, end - lease.startedAt.getTime());
}

/** Stores a move of a locked task. */
export async function moveTask(
  tx: Transaction,
  task: StoredTask,
  outcome: Extract<TaskOutcome, { kind: 'moved' }>,
  busyMs: number | null = null,
): Promise<StoredTask> {
  const endedAt = isOpen(outcome.to) ? null : tx.now;
  await tx.rows(MOVE_TASK, [
    task.id,
    TASK_STATE_CODES[outcome.to],
    outcome.epoch,
    outcome.strikes,
    tx.now,
    endedAt,
    busyMs,
  ]);
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
