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
  state: 'dead' | 'parked';
}

/** $1..$14 as named; the same owner, source and key updates its letter. */
const WRITE = sql(
  'kernel-write-dead-letter',
  `insert into bus.dead_letter (id, owner, source, subject, aggregate_id, position, cause_class, error, payload, payload_hash,
     idempotency_key, correlation_id, attempts, state, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
   on conflict (owner, source, idempotency_key) do update
     set error = excluded.error, attempts = excluded.attempts, updated_at = excluded.updated_at, state = excluded.state`,
);

const PARKED = sql(
  'kernel-parked-aggregates',
  `select distinct aggregate_id from bus.dead_letter
   where owner = $1 and source = 'consumer' and aggregate_id = any($2) and state in ('dead', 'parked', 'quarantined')`,
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
  ]);
}

/** Which of these aggregates wait behind a dead letter of this context; their later events are parked. */
export async function parkedAggregates(
  tx: Transaction,
  aggregateIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.rows<{ aggregate_id: string }>(PARKED, [tx.call.context, [...aggregateIds]]);
  return new Set(rows.map((row) => row.aggregate_id));
}
