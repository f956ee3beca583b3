import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { activeTraceparent } from '@effect-studio/telemetry/tracing';
import type { AttemptSteps, AttemptTimes } from '../../domain/attempt-times.ts';
import { readLease } from '../../persistence/lease-row.ts';
import type { StoredTask } from '../../persistence/task-row.ts';
import { type LeaseWish, leaseDesk } from '../../workers/lease-desk.ts';
import {
  type CompletionConflict,
  completionConflict,
  type OutputRefused,
  outputRefused,
  type StaleLease,
  staleLease,
} from '../agents/agent-problems.ts';
import { noteFault } from '../agents/judge-agent.ts';
import { asPlatform } from '../platform-call.ts';
import { describeLeases, type TaskLease } from './describe-lease.ts';
import { givesTasks, MOST_TASKS } from './lease-tasks.ts';
import type { ResultClaim, SettlementAnswer } from './settle-results.ts';
import { takeOutput, uploadKey } from './take-output.ts';

export interface CompleteTaskInput extends AttemptTimes, AttemptSteps {
  leaseId: string;
  sha256: string;
  sizeBytes: number;
  /** When the agent's media tools worked on it. */
  mediaIntervals?: readonly { startedAt: Date; endedAt: Date }[] | null | undefined;
  /** More work, leased in the same step. */
  next?: { agentId: string; limit: number } | null | undefined;
  idempotencyKey: string;
}

export interface TaskCompletion {
  __typename: 'TaskCompletion';
  task: StoredTask;
  isLate: boolean;
  next: TaskLease[];
}

export type CompleteTaskResult = TaskCompletion | StaleLease | OutputRefused | CompletionConflict;

/**
 * Settles a task by the bytes that its agent uploaded. They are verified outside any transaction; then
 * one transaction writes state, result and events. Repetitions get the first answer, under another key
 * too, since a lease is completed once; another command under the same key is a conflict. A result of the
 * newest lease is good after that lease expired too; of a cancelled or failed task it is settled late.
 */
export async function completeTask(ctx: CallContext, input: CompleteTaskInput): Promise<CompleteTaskResult> {
  if (!isId(input.leaseId)) return staleLease(input.leaseId);
  if (!isId(input.idempotencyKey)) return completionConflict(input.leaseId);
  const desk = leaseDesk(ctx);
  const claim = claimOf(ctx, input);
  // A lease that this process gave out is most likely good; its settlement finds out anyway.
  const known = desk.isInBook(input.leaseId) ? null : await desk.preview(claim);
  if (known) return presented(input.leaseId, known);
  const taken = await takeOutput(ctx, { ...claim, sizeBytes: input.sizeBytes });
  if (!taken.ok) {
    // A repetition may have been first and taken the upload away.
    const now = await desk.preview(claim);
    if (now) return presented(input.leaseId, now);
    if (taken.isFault) await noteRefusal(ctx, input.leaseId, taken.cause);
    return outputRefused(input.leaseId, taken.cause);
  }
  const { settlement, found } = await desk.settle(
    {
      ...input,
      ...claim,
      outputKey: taken.outputKey,
      mediaIntervals: input.mediaIntervals ?? [],
      traceparent: activeTraceparent(),
    },
    nextWish(ctx, input),
  );
  if (settlement.kind === 'settled') removeUpload(ctx, input.leaseId);
  return presented(input.leaseId, settlement, found ? describeLeases(found) : []);
}

/** Bytes that are not what their agent said of them count against it; the platform notes it, whoever's task it is. */
async function noteRefusal(ctx: CallContext, leaseId: string, reason: string): Promise<void> {
  const call = asPlatform(ctx);
  await call.db.transaction(call, async (tx) => {
    const lease = await readLease(tx, leaseId);
    if (lease) await noteFault(tx, lease.agentId, { taskId: lease.taskId, kind: 'REFUSED', reason });
  });
}

function claimOf(ctx: CallContext, { leaseId, sha256, idempotencyKey }: CompleteTaskInput): ResultClaim {
  return { leaseId, sha256: sha256.toLowerCase(), clientId: ctx.caller.subjectId, idempotencyKey };
}

function nextWish(ctx: CallContext, { next }: CompleteTaskInput): LeaseWish | null {
  if (!next || !isId(next.agentId) || next.limit < 1 || !givesTasks(ctx)) return null;
  return {
    agentId: next.agentId,
    clientId: ctx.caller.subjectId,
    limit: Math.min(MOST_TASKS, next.limit),
  };
}

function presented(leaseId: string, answer: SettlementAnswer, next: TaskLease[] = []): CompleteTaskResult {
  switch (answer.kind) {
    case 'settled':
      return { __typename: 'TaskCompletion', task: answer.task, isLate: answer.isLate, next };
    case 'conflict':
      return completionConflict(leaseId);
    case 'stale':
      return staleLease(leaseId);
  }
}

/** The agent could write it again; nobody reads it any more. */
function removeUpload(ctx: CallContext, leaseId: string): void {
  ctx.storage
    .remove(uploadKey(leaseId))
    .catch((error: unknown) => ctx.log.warn({ err: error, leaseId }, 'an upload was left behind'));
}
