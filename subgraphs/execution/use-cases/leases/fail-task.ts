import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { isId } from '@effect-studio/kernel/ids';
import type { AttemptTimes } from '../../domain/attempt-times.ts';
import { decide, type TaskOccurrence } from '../../domain/task-machine.ts';
import { type HeldLease, readLease } from '../../persistence/lease-row.ts';
import { lockTask } from '../../persistence/lock-tasks.ts';
import { TOUCH_AGENTS } from '../../persistence/sql/agent-statements.ts';
import { readTasks, type StoredTask } from '../../persistence/task-row.ts';
import { type StaleLease, staleLease } from '../agents/agent-problems.ts';
import { asPlatform } from '../platform-call.ts';
import { closeAttempt, emitTaskFailed, moveTask } from './close-attempt.ts';

export interface FailTaskInput extends AttemptTimes {
  leaseId: string;
  failureClass: 'NON_RETRYABLE' | 'RETRYABLE' | 'CANCELLED';
  cause: string;
  idempotencyKey: string;
}

export interface TaskFailureReceipt {
  __typename: 'TaskFailureReceipt';
  task: StoredTask;
  isRetried: boolean;
}

const LONGEST_CAUSE = 500;

/** How an attempt ended; plain JSON. */
interface EndedAttempt {
  __typename: 'EndedAttempt';
  taskId: string;
  isRetried: boolean;
}

/**
 * Ends an attempt without a result. `CANCELLED` on a task that was not cancelled hands it back: it is
 * offered again and the attempt does not count. Repetitions get the first receipt, under another key too,
 * since a lease ends once; another command under the same key is a conflict.
 */
export async function failTask(
  ctx: CallContext,
  input: FailTaskInput,
): Promise<TaskFailureReceipt | StaleLease | IdempotencyConflict> {
  if (!isId(input.leaseId)) return staleLease(input.leaseId);
  const platform = asPlatform(ctx);
  const seen = await platform.db.transaction(platform, (tx) => readLease(tx, input.leaseId));
  if (!seen || seen.clientId !== ctx.caller.subjectId) return staleLease(input.leaseId);
  const call = asPlatform(ctx, seen);
  const { idempotencyKey: key, ...payload } = input;
  const command = { operation: 'failTask', key, payload, subjectId: ctx.caller.subjectId };
  const ended = await idempotent<EndedAttempt | StaleLease>(call, command, async (tx) => {
    const task = await lockTask(tx, seen.taskId);
    const lease = (await readLease(tx, input.leaseId)) ?? seen;
    await tx.rows(TOUCH_AGENTS, [[lease.agentId], tx.now]);
    return lease.endedAt ? firstEnd(lease) : endAttempt(tx, task, lease, input);
  });
  if (ended.__typename !== 'EndedAttempt') return ended;
  const [task] = await call.db.transaction(call, (tx) => readTasks(tx, [ended.taskId]));
  if (!task) return staleLease(input.leaseId);
  return { __typename: 'TaskFailureReceipt', task, isRetried: ended.isRetried };
}

function firstEnd(lease: HeldLease): EndedAttempt | StaleLease {
  if (lease.outcome !== 'failed' && lease.outcome !== 'cancelled') return staleLease(lease.leaseId);
  return { __typename: 'EndedAttempt', taskId: lease.taskId, isRetried: lease.isRetried ?? false };
}

async function endAttempt(
  tx: Transaction,
  task: StoredTask,
  lease: HeldLease,
  input: FailTaskInput,
): Promise<EndedAttempt | StaleLease> {
  const report = input.cause.slice(0, LONGEST_CAUSE);
  const end = { ...timesOf(input), failure: { class: input.failureClass, cause: report } };
  if (task.state === 'CANCELLED') {
    await closeAttempt(tx, task, lease, { ...end, outcome: 'cancelled', isRetried: false });
    return { __typename: 'EndedAttempt', taskId: task.id, isRetried: false };
  }
  const outcome = decide(task, occurrenceOf(input, lease.epoch));
  if (outcome.kind !== 'moved') return staleLease(lease.leaseId);
  const moved = await moveTask(tx, task, outcome, input.busyMs, report);
  const isRetried = moved.state === 'WAITING';
  await closeAttempt(tx, task, lease, {
    ...end,
    outcome: input.failureClass === 'CANCELLED' ? 'cancelled' : 'failed',
    isRetried,
  });
  if (outcome.cause) await emitTaskFailed(tx, moved, outcome.cause, report);
  return { __typename: 'EndedAttempt', taskId: task.id, isRetried };
}

const timesOf = ({ busyMs, startupMs, throttledCount, throttledMs }: FailTaskInput): AttemptTimes => ({
  busyMs,
  startupMs,
  throttledCount,
  throttledMs,
});

function occurrenceOf(input: FailTaskInput, epoch: number): TaskOccurrence {
  if (input.failureClass === 'CANCELLED') return { kind: 'handBack', epoch };
  return { kind: 'fail', epoch, isRetryable: input.failureClass === 'RETRYABLE' };
}
