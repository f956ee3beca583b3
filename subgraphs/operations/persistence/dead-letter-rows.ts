import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { DeadLetter, DeadLetterState, DeadLetterTriage } from '../generated/resolvers.ts';

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
  triage: Lowercase<DeadLetterTriage>;
  automatic_replays: number;
  next_replay_at: Date | null;
}

/** A letter as it lies on the bus, without what people decided about it. */
export type DeadLetterRecord = Omit<DeadLetter, '__typename' | 'decisions'>;

const COLUMNS = `id, owner, source, subject, cause_class, error, payload_hash, idempotency_key, correlation_id, attempts,
  state, reason, created_at, triage, automatic_replays, next_replay_at`;

const NEWEST = sql(
  'operations-dead-letters',
  `select ${COLUMNS} from bus.dead_letter where state = $1 and tenant_id = $2
     and ($4::text is null or triage = $4) and ($5::text is null or owner = $5)
   order by created_at desc, id desc limit $3`,
);

const OF_TRACE = sql(
  'operations-dead-letters-of-trace',
  `select ${COLUMNS} from bus.dead_letter where correlation_id = $1 and tenant_id = $2
   order by created_at desc, id desc limit $3`,
);

const BY_ID = sql(
  'operations-dead-letter',
  `select ${COLUMNS} from bus.dead_letter where id = $1 and tenant_id = $2`,
);

/** Letters of all contexts in one state, newest first; of the caller's tenant. */
export async function deadLettersIn(
  tx: Transaction,
  filter: { state: DeadLetterState; triage: DeadLetterTriage | null; owner: string | null },
  limit: number,
): Promise<DeadLetterRecord[]> {
  const { state, triage, owner } = filter;
  const values = [state.toLowerCase(), tx.call.caller.tenantId, limit, triage?.toLowerCase() ?? null, owner];
  return (await tx.rows<DeadLetterRow>(NEWEST, values)).map(fromRow);
}

/** Letters of all contexts under one correlation id, newest first; of the caller's tenant. */
export async function deadLettersOfTrace(
  tx: Transaction,
  correlationId: string,
  limit: number,
): Promise<DeadLetterRecord[]> {
  const values = [correlationId, tx.call.caller.tenantId, limit];
  return (await tx.rows<DeadLetterRow>(OF_TRACE, values)).map(fromRow);
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
    triage: row.triage.toUpperCase() as DeadLetterTriage,
    automaticReplays: row.automatic_replays,
    nextReplayAt: row.next_replay_at,
  };
}
