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
  state: Lowercase<DeadLetterState>;
  reason: string | null;
  created_at: Date;
}

/** A letter as it lies on the bus, without what people decided about it. */
export type DeadLetterRecord = Omit<DeadLetter, '__typename' | 'decisions'>;

const COLUMNS = `id, owner, source, subject, cause_class, error, payload_hash, idempotency_key, correlation_id, attempts,
  state, reason, created_at`;

const NEWEST = sql(
  'operations-dead-letters',
  `select ${COLUMNS} from bus.dead_letter where state = $1 and tenant_id = $2
   order by created_at desc, id desc limit $3`,
);

const BY_ID = sql(
  'operations-dead-letter',
  `select ${COLUMNS} from bus.dead_letter where id = $1 and tenant_id = $2`,
);

/** Letters of all contexts in one state, newest first; of the caller's tenant. */
export async function deadLettersIn(
  tx: Transaction,
  state: DeadLetterState,
  limit: number,
): Promise<DeadLetterRecord[]> {
  return (await tx.rows<DeadLetterRow>(NEWEST, [state.toLowerCase(), tx.call.caller.tenantId, limit])).map(
    fromRow,
  );
}

/** A letter of any context, about the caller's tenant. */
export async function deadLetterById(tx: Transaction, id: string): Promise<DeadLetterRecord | null> {
  const row = await tx.maybeOne<DeadLetterRow>(BY_ID, [id, tx.call.caller.tenantId]);
  return row && fromRow(row);
}

function fromRow(row: DeadLetterRow): DeadLetterRecord {
  return {
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
    state: row.state.toUpperCase() as DeadLetterState,
    reason: row.reason,
    createdAt: row.created_at,
  };
}
