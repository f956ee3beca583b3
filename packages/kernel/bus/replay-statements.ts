import type { BusEvent } from '@effect-studio/schema/events/envelope';
import { sql } from '../database/statement.ts';

/** An open letter as the replayer reads it. */
export type OpenLetter = {
  id: string;
  /** Event type or job kind. */
  subject: string;
  idempotency_key: string;
  correlation_id: string | null;
  tenant_id: string;
  /** Null in letters from before it was kept. */
  max_attempts: number | null;
  automatic_replays: number;
} & ({ source: 'consumer'; payload: BusEvent<object> } | { source: 'job'; payload: Record<string, unknown> });

/**
 * A letter whose turn it is: a person asked for it, or it was parked and nothing of its aggregate lies
 * before it any more. Letters without an aggregate (jobs) wait for nobody.
 */
const DUE = `l.owner = $1 and l.state in ('replaying', 'parked') and not exists (
     select 1 from bus.dead_letter earlier
     where earlier.owner = l.owner and earlier.source = l.source and earlier.aggregate_id = l.aggregate_id
       and earlier.state in ('dead', 'parked', 'quarantined', 'replaying')
       and (earlier.position, earlier.id) < (l.position, l.id))`;

/** $1 owner, $2 ids to leave out. */
export const NEXT_LETTER = sql(
  'kernel-next-dead-letter',
  `select l.id, l.source, l.subject, l.payload, l.idempotency_key, l.correlation_id, l.tenant_id, l.max_attempts, l.automatic_replays
   from bus.dead_letter l where ${DUE} and l.id <> all($2)
   order by l.position nulls first, l.id limit 1`,
);

/** $1 owner, $2 id. Zero rows: another worker has it, or its turn is over. */
export const LOCK_LETTER = sql(
  'kernel-lock-dead-letter',
  `select l.id from bus.dead_letter l where ${DUE} and l.id = $2 for update of l skip locked`,
);

/** $1 now. Zero rows: the last minute had as many replays as there may be. */
export const TAKE_SLOT = sql(
  'kernel-take-replay-slot',
  `update bus.replay_slot set used_at = $1 where slot = (
     select slot from bus.replay_slot where used_at <= $1::timestamptz - interval '1 minute'
     order by used_at limit 1 for update skip locked)
   returning slot`,
);

/** $1 id, $2 now. */
export const MARK_REPLAYED = sql(
  'kernel-dead-letter-replayed',
  `update bus.dead_letter set state = 'replayed', attempts = attempts + 1, updated_at = $2 where id = $1`,
);

/** $1 owner, $2 now. Letters whose time to be replayed by themselves has come. */
export const PROMOTE_DUE = sql(
  'kernel-promote-dead-letters',
  `update bus.dead_letter set state = 'replaying', automatic_replays = automatic_replays + 1, next_replay_at = null, updated_at = $2
   where id in (select id from bus.dead_letter where owner = $1 and state = 'dead' and next_replay_at <= $2 for update skip locked)`,
);

/** $1 id, $2 now, $3 cause class, $4 error, $5 state, $6 triage, $7 when it is replayed by itself or null, $8 reason or null. */
export const MARK_DEAD_AGAIN = sql(
  'kernel-dead-letter-dead-again',
  `update bus.dead_letter set state = $5, attempts = attempts + 1, updated_at = $2, cause_class = $3, error = $4,
     triage = $6, next_replay_at = $7, reason = coalesce($8, reason)
   where id = $1`,
);
