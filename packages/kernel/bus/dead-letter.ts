import { createHash } from 'node:crypto';
import { sql } from '../database/statement.ts';
import type { Transaction } from '../database.ts';
import { newId } from '../ids.ts';
import { nextReplayAt, type Triage } from './triage.ts';

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
  /** What the failure calls for; absent: nothing by itself. */
  triage?: Triage;
  /** Whether it may be done again without asking anybody; default yes. Not where somebody was told that it will not be. */
  mayReplayItself?: boolean;
}

/**
 * $1..$20 as named; the same owner, source and key updates its letter. An open letter is never parked
 * by the same fact coming again: it is what the others wait for. One in quarantine stays there when a job that
 * comes again fails again: a person has said that nobody is to touch it.
 */
const WRITE = sql(
  'kernel-write-dead-letter',
  `insert into bus.dead_letter (id, owner, source, subject, aggregate_id, position, cause_class, error, payload, payload_hash,
     idempotency_key, correlation_id, attempts, state, created_at, updated_at, tenant_id, max_attempts, triage, next_replay_at, reason)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20)
   on conflict (owner, source, idempotency_key) do update
     set subject = excluded.subject, aggregate_id = excluded.aggregate_id, position = excluded.position,
       cause_class = excluded.cause_class, error = excluded.error, payload = excluded.payload,
       payload_hash = excluded.payload_hash, correlation_id = excluded.correlation_id, attempts = excluded.attempts,
       state = case bus.dead_letter.state when 'quarantined' then 'quarantined' else excluded.state end, updated_at = excluded.updated_at, tenant_id = excluded.tenant_id,
       max_attempts = excluded.max_attempts, triage = excluded.triage, next_replay_at = excluded.next_replay_at,
       reason = coalesce(excluded.reason, bus.dead_letter.reason)
     where not (excluded.state = 'parked' and bus.dead_letter.state in ('dead', 'quarantined', 'replaying'))`,
);

/** $1 owner, $2 source, $3 key. */
const REPLAYS = sql(
  'kernel-automatic-replays',
  'select automatic_replays from bus.dead_letter where owner = $1 and source = $2 and idempotency_key = $3',
);

/** Said of letters that went into quarantine by themselves. */
export const SCHEMA_REASON = 'Data and code do not fit each other; put aside by triage.';

/**
 * Writes a dead letter of the transaction's context, sorted by its cause.
 * @returns when it is replayed by itself; null when a person has to decide
 */
export async function writeDeadLetter(tx: Transaction, letter: DeadLetter): Promise<Date | null> {
  const payload = JSON.stringify(letter.payload);
  const { triage = 'unknown', mayReplayItself = true } = letter;
  const isDead = letter.state === 'dead';
  const replayAt =
    isDead && mayReplayItself && (triage === 'transient' || triage === 'downstream')
      ? nextReplayAt(triage, await replaysOf(tx, letter), tx.now)
      : null;
  const isMisfit = isDead && triage === 'schema';
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
    isMisfit ? 'quarantined' : letter.state,
    tx.now,
    tx.call.caller.tenantId,
    letter.maxAttempts ?? null,
    triage,
    replayAt,
    isMisfit ? SCHEMA_REASON : null,
  ]);
  return replayAt;
}

async function replaysOf(tx: Transaction, { source, idempotencyKey }: DeadLetter): Promise<number> {
  const values = [tx.call.context, source, idempotencyKey];
  return (await tx.maybeOne<{ automatic_replays: number }>(REPLAYS, values))?.automatic_replays ?? 0;
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
