import { sql } from '@effect-studio/kernel/database';

/**
 * Locks one run for the rest of the transaction; whoever changes a run or its legs does this first, which
 * keeps its events in order. $1 run id. Zero rows: no such run, or the caller may not see it.
 */
export const LOCK_RUN = sql(
  'orchestrator-lock-run',
  'select * from orchestrator.run where id = $1 for update',
);
