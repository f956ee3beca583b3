import { createHash } from 'node:crypto';
import type { Transaction } from '../database.ts';
import { newId } from '../ids.ts';
import { sql } from '../statement.ts';

/** Something that could not be done and must not be forgotten. */
export interface DeadLetter {
  source: 'consumer' | 'job';
  /** Event type or job kind. */
  subject: string;
  aggregateId: string | null;
  position: bigint | null;
  causeClass: string;
  error: string;
  payload: unknown;
  /** The key of the original; a second failure of the same thing updates the first letter. */
  idempotencyKey: string;
  correlationId: string | null;
  attempts: number;
  /** A job's own cap of attempts. */
  maxAttempts?: number;
  state: 'dead' | 'parked';
}

/**
 * $1..$17 as named; the same owner, source and key updates its letter. An open letter is never parked
 * by the same fact coming again: it is what the others wait for. One in quarantine stays there when a job that
 * comes again fails again: a person has said that nobody is to touch it.
 */
const WRITE = sql(
  'kernel-write-dead-letter',
  `insert into bus.dead_letter (id, owner, source, subject, aggregate_id, position, cause_class, error, payload, payload_hash,
     idempotency_key, correlation_id, attempts, state, created_at, updated_at, tenant_id, max_attempts)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17)
   on conflict (owner, source, idempotency_key) do update
     set subject = excluded.subject, aggregate_id = excluded.aggregate_id, position = excluded.position,
       cause_class = excluded.cause_class, error = excluded.error, payload = excluded.payload,
       payload_hash = excluded.payload_hash, correlation_id = excluded.correlation_id, attempts = excluded.attempts,
       state = case bus.dead_letter.state when 'quarantined' then 'quarantined' else excluded.state end, updated_at = excluded.updated_at, tenant_id = excluded.tenant_id,
       max_attempts = excluded.max_attempts
     where not (excluded.state = 'parked' and bus.dead_letter.state in ('dead', 'quarantined', 'replaying'))`,
);

/** Writes a dead letter of the transaction's context. */
export async function writeDeadLetter(tx: Transaction, letter: DeadLetter): Promise<void> {
  const payload = JSON.stringify(letter.payload);
  await tx.rows(WRITE, [
    newId(),
    tx.call.context,
    letter.source,
    letter.subject,
    letter.aggregateId,
    letter.position?.toString() ?? null,
    letter.causeClass,
    letter.error.slice(0, 4_000),
    payload,
    createHash('sha256').update(payload).digest('hex'),
    letter.idempotencyKey,
    letter.correlationId,
    letter.attempts,
    letter.state,
    tx.now,
    tx.call.caller.tenantId,
    letter.maxAttempts ?? null,
  ]);
}

const PARKED = sql(
  'kernel-parked-aggregates',
  `select distinct aggregate_id from bus.dead_letter
   where owner = $1 and source = 'consumer' and aggregate_id = any($2) and state in ('dead', 'parked', 'quarantined', 'replaying')`,
);

/** Which of these aggregates wait behind a dead letter of this context; their later events are parked. */
export async function parkedAggregates(
  tx: Transaction,
  aggregateIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.rows<{ aggregate_id: string }>(PARKED, [tx.call.context, [...aggregateIds]]);
  return new Set(rows.map((row) => row.aggregate_id));
}
