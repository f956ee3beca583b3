import { traceparentOf } from '@effect-studio/telemetry/tracing';
import type { Statement } from '../database/statement.ts';
import type { Transaction } from '../database.ts';
import { newId } from '../ids.ts';

/** A request for durable background work. The row is the truth; BullMQ only wakes whoever runs it. */
export interface JobRequest {
  /** Which handler runs it; unique within the context. */
  kind: string;
  /** Scheduled once per key while the job is alive, such as `ingest:<videoId>`. */
  dedupeKey: string;
  /** Ids and small facts; the handler reads the rest from its own tables. */
  payload: Record<string, unknown>;
  /** Default: at once. */
  dueAt?: Date;
  /** Attempts before the dead letter, default 5. */
  maxAttempts?: number;
}

const statements = new Map<string, Statement>();

/**
 * $1 id, $2 kind, $3 dedupe key, $4 payload, $5 due, $6 attempts cap, $7 correlation, $8 causation, $9 tenant, $10 now,
 * $11 traceparent or null.
 * Zero rows: a job with this key is alive already.
 */
function insertStatement(context: string): Statement {
  const existing = statements.get(context);
  if (existing) return existing;
  const statement = {
    name: `kernel-insert-job-${context}`,
    text: `insert into ${context}.job (id, kind, dedupe_key, payload, due_at, max_attempts, correlation_id, causation_id, tenant_id, created_at, traceparent)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (dedupe_key) do nothing returning id`,
  };
  statements.set(context, statement);
  return statement;
}

/** Inserts the job's row; null when one with the same `dedupeKey` is alive. */
export async function insertJob(
  tx: Transaction,
  context: string,
  job: JobRequest,
): Promise<{ id: string; dueAt: Date } | null> {
  const dueAt = job.dueAt ?? tx.now;
  const row = await tx.maybeOne<{ id: string }>(insertStatement(context), [
    newId(),
    job.kind,
    job.dedupeKey,
    JSON.stringify(job.payload),
    dueAt,
    job.maxAttempts ?? 5,
    tx.call.correlationId,
    tx.call.causationId,
    tx.call.caller.tenantId,
    tx.now,
    traceparentOf(tx.call.correlationId),
  ]);
  return row ? { id: row.id, dueAt } : null;
}
