import type { LeasedRow } from '../persistence/sql/take-turn.ts';
import type { PollAnswer } from './serve-polls.ts';

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
  return answer.rows.map((row) => describeLease(row, answer.at));
}

function describeLease(row: LeasedRow, startedAt: Date): TaskLease {
  return {
    leaseId: row.lease_id,
    taskId: row.id,
    revisionId: row.revision_id,
    epoch: row.epoch,
    workflowId: row.workflow_id,
    effectTypeId: row.effect_type_id,
    variant: row.variant,
    adapter: row.adapter,
    parameters: JSON.parse(row.parameters),
    exampleDescriptor: JSON.parse(row.example_descriptor),
    footageDescriptor: JSON.parse(row.footage_descriptor),
    excerptStartMs: row.excerpt_duration_ms === null ? null : (row.excerpt_start_ms ?? 0),
    excerptDurationMs: row.excerpt_duration_ms,
    workUnits: row.work_units,
    budgetContext: row.budget_context,
    correlationId: row.correlation_id,
    traceparent: row.traceparent,
    footageKey: row.footage_key,
    exampleKey: row.example_key,
    ttlMs: row.ttl_ms,
    expiresAt: new Date(startedAt.getTime() + row.ttl_ms),
    hardDeadlineAt: new Date(startedAt.getTime() + row.hard_cap_ms),
    urlSeconds: Math.ceil(row.hard_cap_ms / 1_000) + URL_MARGIN_SECONDS,
  };
}
