import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { DeadLetter, DeadLetterState } from '../generated/resolvers.ts';

interface DeadLetterRow {
  id: string;
  owner: string;
  source: string;
  subject: string;
  cause_class: string;
  error: string;
  payload_hash: string;
  idempotency_key: string;
  correlation_id: string | null;
  attempts: number;
  created_at: Date;
}

const NEWEST = sql(
  'operations-dead-letters',
  `select id, owner, source, subject, cause_class, error, payload_hash, idempotency_key, correlation_id, attempts, created_at
   from bus.dead_letter where state = $1 order by created_at desc, id desc limit $2`,
);

/** Letters of all contexts in one state, newest first. */
export async function deadLettersIn(
  tx: Transaction,
  state: DeadLetterState,
  limit: number,
): Promise<DeadLetter[]> {
  const rows = await tx.rows<DeadLetterRow>(NEWEST, [state.toLowerCase(), limit]);
  return rows.map((row) => ({
    id: row.id,
    owner: row.owner,
    source: row.source,
    subject: row.subject,
    causeClass: row.cause_class,
    error: row.error,
    payloadHash: row.payload_hash,
    idempotencyKey: row.idempotency_key,
    correlationId: row.correlation_id,
    attempts: row.attempts,
    state,
    createdAt: row.created_at,
  }));
}
