import type { CallContext } from '@effect-studio/kernel/context';
import { decide } from '../../domain/task-machine.ts';
import { readLease } from '../../persistence/lease-row.ts';
import { lockTask } from '../../persistence/lock-tasks.ts';
import { asPlatform } from '../platform-call.ts';
import { closeAttempt, emitTaskFailed, leasedMs, moveTask } from './close-attempt.ts';

/** Why a lease ends without its agent's word. */
export type ExpiryReason =
  /** Its time is up; checked again under the lock. */
  | 'time'
  /** Its agent started anew and knows nothing of it. */
  | 'agentRestarted'
  /** Its machine lost its rights; no fault of the task. */
  | 'agentRevoked';

const EXPIRY_WORDS: Record<ExpiryReason, string> = {
  time: 'The lease ran out without a renewal.',
  agentRestarted: 'The agent started anew.',
  agentRevoked: 'The machine lost its rights.',
};

/** Ends one lease and offers its task again, or gives the task up. Does nothing when the lease is over or was renewed. */
export async function expireLease(ctx: CallContext, leaseId: string, reason: ExpiryReason): Promise<void> {
  const platform = asPlatform(ctx);
  const seen = await platform.db.transaction(platform, (tx) => readLease(tx, leaseId));
  if (!seen || seen.endedAt) return;
  const call = asPlatform(ctx, seen);
  await call.db.transaction(call, async (tx) => {
    const task = await lockTask(tx, seen.taskId);
    const lease = await readLease(tx, leaseId);
    if (!lease || lease.endedAt) return;
    if (reason === 'time' && task.leaseUntil && task.leaseUntil > tx.now) return;
    const busyMs = leasedMs(lease, task.leaseUntil, tx.now);
    if (task.state === 'CANCELLED') {
      await closeAttempt(tx, task, lease, { outcome: 'cancelled', busyMs });
      return;
    }
    const isPastHardDeadline = task.hardDeadline !== null && task.hardDeadline <= tx.now;
    const outcome = decide(
      task,
      reason === 'agentRevoked'
        ? { kind: 'handBack', epoch: lease.epoch }
        : { kind: 'expire', epoch: lease.epoch, isPastHardDeadline },
    );
    if (outcome.kind !== 'moved') return;
    const moved = await moveTask(tx, task, outcome, busyMs);
    await closeAttempt(tx, task, lease, {
      outcome: 'expired',
      busyMs,
      isRetried: moved.state === 'WAITING',
      failure: { class: isPastHardDeadline ? 'startToClose' : 'heartbeat', cause: EXPIRY_WORDS[reason] },
    });
    if (outcome.cause) await emitTaskFailed(tx, moved, outcome.cause, null);
  });
}
