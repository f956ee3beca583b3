import { sql } from '@effect-studio/kernel/database';

/** $1 run. Locks its publication, so that it is published once. Zero rows: the run was never approved. */
export const LOCK_PUBLICATION = sql(
  'gallery-lock-publication',
  `select run_id, owner_id, approved_by, submission, status from gallery.publication where run_id = $1 for update`,
);
