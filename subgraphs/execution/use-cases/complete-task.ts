import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { idempotent } from '@effect-studio/kernel/idempotency';
import { TaskSettledLate, TaskSucceeded } from '@effect-studio/schema/events/execution';
import { decide } from '../domain/task-machine.ts';
import { taskFacts } from '../messaging/task-facts.ts';
import { type HeldLease, readLease } from '../persistence/lease-row.ts';
import { TOUCH_AGENT } from '../persistence/sql/agent-statements.ts';
import { INSERT_RESULT, READ_RESULT, READ_TASK_INPUTS } from '../persistence/sql/task-statements.ts';
import { lockTask, readTasks, type StoredTask } from '../persistence/task-row.ts';
import {
  type CompletionConflict,
  completionConflict,
  type OutputRefused,
  outputRefused,
  type StaleLease,
  staleLease,
} from './agent-problems.ts';
import { closeAttempt, moveTask } from './close-attempt.ts';
import { asPlatform } from './platform-call.ts';
import { takeOutput, uploadKey } from './take-output.ts';

export interface CompleteTaskInput {
  leaseId: string;
  sha256: string;
  sizeBytes: number;
  busyMs: number;
  /** When the agent's media tools worked on it. */
  mediaIntervals?: readonly { startedAt: Date; endedAt: Date }[] | null | undefined;
  idempotencyKey: string;
}

export interface TaskCompletion {
  __typename: 'TaskCompletion';
  task: StoredTask;
  isLate: boolean;
}

/** That a task is settled; plain JSON. */
interface SettledTask {
  __typename: 'SettledTask';
  taskId: string;
  isLate: boolean;
}

export type CompleteTaskResult = TaskCompletion | StaleLease | OutputRefused | CompletionConflict;

/**
 * Settles a task by the bytes that its agent uploaded. They are verified outside any transaction; then
 * one transaction writes state, result and events. Repetitions get the first answer, under another key too,
 * since a lease is completed once. A result of the newest lease is good after that lease expired too; of a cancelled or failed task it is settled late.
 */
export async function completeTask(ctx: CallContext, input: CompleteTaskInput): Promise<CompleteTaskResult> {
  const platform = asPlatform(ctx);
  const look = () => platform.db.transaction(platform, (tx) => lookUp(tx, ctx, input));
  const before = await look();
  if (before.kind === 'answer') return before.answer;
  const taken = await takeOutput(ctx, { ...input, sha256: input.sha256.toLowerCase() });
  if (!taken.ok) {
    // A repetition may have been first and taken the upload away.
    const now = await look();
    return now.kind === 'answer' ? now.answer : outputRefused(input.leaseId, taken.cause);
  }
  const call = asPlatform(ctx, before.lease);
  const payload = { leaseId: input.leaseId, sha256: input.sha256.toLowerCase() };
  const { subjectId } = ctx.caller;
  const settled = await idempotent<SettledTask | StaleLease | CompletionConflict>(
    call,
    { operation: 'completeTask', key: input.idempotencyKey, payload, subjectId },
    (tx) => settle(tx, input, taken.outputKey),
  );
  if (settled.__typename !== 'SettledTask') return settled;
  const [task] = await call.db.transaction(call, (tx) => readTasks(tx, [settled.taskId]));
  return task ? { __typename: 'TaskCompletion', task, isLate: settled.isLate } : staleLease(input.leaseId);
}

type LookUp = { kind: 'answer'; answer: CompleteTaskResult } | { kind: 'open'; lease: HeldLease };

async function lookUp(tx: Transaction, ctx: CallContext, input: CompleteTaskInput): Promise<LookUp> {
  const lease = await readLease(tx, input.leaseId);
  if (!lease || lease.clientId !== ctx.caller.subjectId)
    return { kind: 'answer', answer: staleLease(input.leaseId) };
  await tx.rows(TOUCH_AGENT, [lease.agentId, tx.now]);
  const [task] = await readTasks(tx, [lease.taskId]);
  if (!task) return { kind: 'answer', answer: staleLease(input.leaseId) };
  const first = await firstEnd(tx, task, input);
  if (first?.__typename === 'SettledTask') {
    return { kind: 'answer', answer: { __typename: 'TaskCompletion', task, isLate: first.isLate } };
  }
  if (first) return { kind: 'answer', answer: first };
  const outcome = decide(task, { kind: 'complete', epoch: lease.epoch });
  if (outcome.kind === 'stale') return { kind: 'answer', answer: staleLease(input.leaseId) };
  return { kind: 'open', lease };
}

async function firstEnd(
  tx: Transaction,
  task: StoredTask,
  input: CompleteTaskInput,
): Promise<SettledTask | CompletionConflict | null> {
  const result = await tx.maybeOne<{ lease_id: string; output_sha256: string; is_late: boolean }>(
    READ_RESULT,
    [task.id],
  );
  if (!result || result.lease_id !== input.leaseId) return null;
  if (result.output_sha256 !== input.sha256.toLowerCase()) return completionConflict(input.leaseId);
  return { __typename: 'SettledTask', taskId: task.id, isLate: result.is_late };
}

async function settle(
  tx: Transaction,
  input: CompleteTaskInput,
  outputKey: string,
): Promise<SettledTask | StaleLease | CompletionConflict> {
  const seen = await readLease(tx, input.leaseId);
  if (!seen) return staleLease(input.leaseId);
  const task = await lockTask(tx, seen.taskId);
  // Read again under the lock: the lease may just have expired.
  const lease = (await readLease(tx, input.leaseId)) ?? seen;
  const outcome = decide(task, { kind: 'complete', epoch: lease.epoch });
  const repeated = await firstEnd(tx, task, input);
  if (repeated) return repeated;
  if (outcome.kind !== 'moved' && outcome.kind !== 'late') return staleLease(input.leaseId);
  const isLate = outcome.kind === 'late' || lease.endedAt !== null;
  const outputSha256 = input.sha256.toLowerCase();
  const inserted = await tx.maybeOne(INSERT_RESULT, [
    task.id,
    task.ownerId,
    task.tenantId,
    lease.leaseId,
    outputKey,
    outputSha256,
    input.sizeBytes,
    input.busyMs,
    isLate,
    tx.now,
  ]);
  if (!inserted) return staleLease(input.leaseId);
  await closeAttempt(tx, task, lease, {
    outcome: outcome.kind === 'late' ? 'late' : 'succeeded',
    busyMs: input.busyMs,
  });
  tx.afterCommit(() => tx.call.storage.remove(uploadKey(lease.leaseId)));
  const output = { outputKey, outputSha256, busyMs: input.busyMs };
  const options = { aggregateId: task.runId, budgetContext: task.budgetContext };
  if (outcome.kind === 'late') {
    await tx.emit(TaskSettledLate, { ...options, payload: { ...taskFacts(task), ...output } });
    return { __typename: 'SettledTask', taskId: task.id, isLate };
  }
  await moveTask(tx, task, outcome, input.busyMs);
  const inputs = await tx.one<{ example_key: string; footage_key: string }>(READ_TASK_INPUTS, [[task.id]]);
  await tx.emit(TaskSucceeded, {
    ...options,
    payload: {
      ...taskFacts(task),
      ...output,
      inputs: { exampleKey: inputs.example_key, footageKey: inputs.footage_key },
      excerpt: task.excerpt,
      outputBytes: input.sizeBytes,
      mediaIntervals: (input.mediaIntervals ?? []).map(({ startedAt, endedAt }) => ({
        startedAt: startedAt.toISOString(),
        endedAt: endedAt.toISOString(),
      })),
    },
  });
  return { __typename: 'SettledTask', taskId: task.id, isLate };
}
