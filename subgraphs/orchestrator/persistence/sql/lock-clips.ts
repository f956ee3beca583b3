import { sql } from '@effect-studio/kernel/database';

/**
 * Serialises a submission with the arrival of its clips, or a run could miss the event that it is about to
 * wait for. $1 sorted video ids. Advisory locks until the end of the transaction.
 */
export const LOCK_CLIPS = sql(
  'orchestrator-lock-clips',
  `select pg_advisory_xact_lock(hashtextextended('orchestrator-clip:' || id, 0)) from unnest($1::text[]) as id`,
);
