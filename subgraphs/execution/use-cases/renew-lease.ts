import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { leaseDesk } from '../workers/lease-desk.ts';
import { type StaleLease, staleLease } from './agent-problems.ts';

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
  const progress = Math.min(1, Math.max(0, input.progress));
  const renewed = await leaseDesk(ctx).renew({ ...input, progress, clientId: ctx.caller.subjectId });
  if (!renewed) return staleLease(input.leaseId);
  if (!renewed.isCancelled) {
    ctx.ticks.publish(`run:${renewed.runId}`, { taskId: renewed.taskId, progress: renewed.progress });
  }
  const { expiresAt, isCancelled } = renewed;
  return { __typename: 'LeaseRenewal', leaseId: input.leaseId, expiresAt, isCancelled };
}
