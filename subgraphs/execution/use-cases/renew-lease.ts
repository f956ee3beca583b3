import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { TASK_STATE_CODES } from '../domain/task.ts';
import { readLease } from '../persistence/lease-row.ts';
import { TOUCH_AGENT } from '../persistence/sql/agent-statements.ts';
import { RENEW_LEASE } from '../persistence/sql/lease-statements.ts';
import { type StaleLease, staleLease } from './agent-problems.ts';
import { asPlatform } from './platform-call.ts';

export interface LeaseRenewal {
  __typename: 'LeaseRenewal';
  leaseId: string;
  expiresAt: Date;
  isCancelled: boolean;
}

/** Extends a lease up to its hard deadline and takes over progress. A cancelled task's lease is not extended. */
export async function renewLease(
  ctx: CallContext,
  input: { leaseId: string; progress: number; sequence: number },
): Promise<LeaseRenewal | StaleLease> {
  if (!isId(input.leaseId)) return staleLease(input.leaseId);
  const call = asPlatform(ctx);
  const progress = Math.min(1, Math.max(0, input.progress));
  return call.db.transaction(call, async (tx) => {
    const lease = await readLease(tx, input.leaseId);
    if (!lease || lease.clientId !== ctx.caller.subjectId || lease.endedAt) return staleLease(input.leaseId);
    const renewed = await tx.maybeOne<{
      id: string;
      run_id: string;
      lease_until: Date;
      progress: number | null;
    }>(RENEW_LEASE, [input.leaseId, progress, input.sequence, tx.now]);
    // Last, and after the task: whoever ends an attempt locks them in this order too.
    await tx.rows(TOUCH_AGENT, [lease.agentId, tx.now]);
    if (renewed) {
      tx.afterCommit(() =>
        ctx.ticks.publish(`run:${renewed.run_id}`, { taskId: renewed.id, progress: renewed.progress }),
      );
      return {
        __typename: 'LeaseRenewal',
        leaseId: input.leaseId,
        expiresAt: renewed.lease_until,
        isCancelled: false,
      };
    }
    // Not renewable but open: the task was cancelled under it. Read again, since it may have been a moment ago.
    const present = await readLease(tx, input.leaseId);
    if (present && !present.endedAt && present.taskState === TASK_STATE_CODES.CANCELLED) {
      return {
        __typename: 'LeaseRenewal',
        leaseId: input.leaseId,
        expiresAt: present.leaseUntil ?? tx.now,
        isCancelled: true,
      };
    }
    return staleLease(input.leaseId);
  });
}
