import type { CallContext } from '@effect-studio/kernel/context';
import type { LeasedRow } from '../persistence/sql/lease-tasks.ts';
import { uploadKey } from './take-output.ts';

/** What a machine needs to do one task. */
export interface TaskLease {
  leaseId: string;
  taskId: string;
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
  footageUrl: string;
  exampleUrl: string | null;
  outputUrl: string;
  ttlMs: number;
  expiresAt: Date;
  hardDeadlineAt: Date;
}

/** URLs outlive the hard deadline by this, so that a late result can still be handed in. */
const URL_MARGIN_SECONDS = 900;

/** A lease as its agent is told of it, with signed URLs. */
export async function describeLease(ctx: CallContext, row: LeasedRow): Promise<TaskLease> {
  const untilDeadlineMs = row.hard_deadline.getTime() - ctx.clock.now().getTime();
  const ttlSeconds = Math.ceil(untilDeadlineMs / 1_000) + URL_MARGIN_SECONDS;
  const [footageUrl, exampleUrl, outputUrl] = await Promise.all([
    ctx.storage.signedGet(row.footage_key, { ttlSeconds }),
    row.example_key === null ? null : ctx.storage.signedGet(row.example_key, { ttlSeconds }),
    ctx.storage.signedPut(uploadKey(row.lease_id), { contentType: 'video/mp4', ttlSeconds }),
  ]);
  return {
    leaseId: row.lease_id,
    taskId: row.id,
    epoch: row.epoch,
    workflowId: row.workflow_id,
    effectTypeId: row.effect_type_id,
    variant: row.variant,
    adapter: row.adapter,
    parameters: row.parameters,
    exampleDescriptor: row.example_descriptor,
    footageDescriptor: row.footage_descriptor,
    excerptStartMs: row.excerpt_duration_ms === null ? null : (row.excerpt_start_ms ?? 0),
    excerptDurationMs: row.excerpt_duration_ms,
    workUnits: row.work_units,
    budgetContext: row.budget_context,
    correlationId: row.correlation_id,
    footageUrl,
    exampleUrl,
    outputUrl,
    ttlMs: row.ttl_ms,
    expiresAt: row.lease_until,
    hardDeadlineAt: row.hard_deadline,
  };
}
