import type { PollAnswer } from './serve-polls.ts';
import type { GivenLease } from './take-turn.ts';

/** What a machine needs to do one task. Its URLs are signed when they are asked for. */
export interface TaskLease {
  leaseId: string;
  taskId: string;
  revisionId: number;
  epoch: number;
  workflowId: string;
  effectTypeId: string;
  variant: string;
  adapter: string;
  parameters: unknown;
  exampleDescriptor: unknown;
  footageDescriptor: unknown;
  excerptStartMs: number | null;
  excerptDurationMs: number | null;
  workUnits: number;
  budgetContext: string;
  correlationId: string;
  traceparent: string | null;
  footageKey: string;
  exampleKey: string | null;
  ttlMs: number;
  expiresAt: Date;
  hardDeadlineAt: Date;
  /** That URLs about it hold. */
  urlSeconds: number;
}

/** URLs outlive the hard deadline by this, so that a late result can still be handed in. */
const URL_MARGIN_SECONDS = 900;

/** The leases of an answer as their agent is told of them; none when it is no work. */
export function describeLeases(answer: PollAnswer): TaskLease[] {
  if (answer.kind !== 'leases') return [];
  return answer.leases.map((lease) => describeLease(lease, answer.at));
}

function describeLease({ brief, ...lease }: GivenLease, startedAt: Date): TaskLease {
  return {
    leaseId: lease.leaseId,
    taskId: brief.id,
    revisionId: brief.revisionId,
    epoch: lease.epoch,
    workflowId: brief.workflowId,
    effectTypeId: brief.effectTypeId,
    variant: brief.variant,
    adapter: brief.adapter,
    parameters: JSON.parse(lease.parameters),
    exampleDescriptor: JSON.parse(lease.exampleDescriptor),
    footageDescriptor: JSON.parse(lease.footageDescriptor),
    excerptStartMs: brief.excerpt?.startMs ?? null,
    excerptDurationMs: brief.excerpt?.durationMs ?? null,
    workUnits: brief.workUnits,
    budgetContext: brief.budgetContext,
    correlationId: brief.correlationId,
    traceparent: brief.traceparent,
    footageKey: brief.footageKey,
    exampleKey: brief.exampleKey,
    ttlMs: lease.ttlMs,
    expiresAt: new Date(startedAt.getTime() + lease.ttlMs),
    hardDeadlineAt: new Date(startedAt.getTime() + lease.hardCapMs),
    urlSeconds: Math.ceil(lease.hardCapMs / 1_000) + URL_MARGIN_SECONDS,
  };
}
