import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import { tickTopic } from '@effect-studio/schema/live/run-topics';
import { leaseDesk } from '../../workers/lease-desk.ts';
import { previewDesk } from '../../workers/preview-desk.ts';
import { type StaleLease, staleLease } from '../agents/agent-problems.ts';
import type { PreviewClaim } from './take-preview.ts';

export interface LeaseRenewal {
  __typename: 'LeaseRenewal';
  leaseId: string;
  expiresAt: Date;
  isCancelled: boolean;
  /** Where one picture of the work may be put; null: none is wanted now. */
  previewUrl: string | null;
}

export interface RenewLeaseInput {
  leaseId: string;
  progress: number;
  sequence: number;
  /** What was put where the last answers asked for it. */
  preview?: PreviewClaim | null | undefined;
}

/** Extends a lease up to its hard deadline and takes over progress. A cancelled task's lease is not extended. */
export async function renewLease(
  ctx: CallContext,
  input: RenewLeaseInput,
): Promise<LeaseRenewal | StaleLease> {
  if (!isId(input.leaseId)) return staleLease(input.leaseId);
  const progress = Math.min(1, Math.max(0, input.progress));
  const renewed = await leaseDesk(ctx).renew({ ...input, progress, clientId: ctx.caller.subjectId });
  if (!renewed) return staleLease(input.leaseId);
  const { expiresAt, isCancelled } = renewed;
  const renewal = { __typename: 'LeaseRenewal' as const, leaseId: input.leaseId, expiresAt, isCancelled };
  if (isCancelled) return { ...renewal, previewUrl: null };
  ctx.ticks.publish(tickTopic(renewed.runId), { taskId: renewed.taskId, progress: renewed.progress });
  const previews = previewDesk(ctx);
  const work = { ...renewed, leaseId: input.leaseId };
  // The agent's lease does not wait for pictures.
  if (input.preview) void previews.take(ctx, work, input.preview);
  return { ...renewal, previewUrl: await previews.urlFor(ctx, work) };
}
