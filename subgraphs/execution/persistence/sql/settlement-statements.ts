import { sql } from '@effect-studio/kernel/database';

/** $1 uuid[] tasks. What of their inputs their results tell. */
export const READ_INPUTS = sql(
  'execution-read-inputs',
  `select task_id, example_key, footage_key, case when example_key is null then example_descriptor end as aimed_descriptor from execution.task_input where task_id = any($1::uuid[])`,
);

/** $1 uuid[] agents, $2 uuid[] keys, pair by pair. Completions that used them before. */
export const READ_COMPLETION_KEYS = sql(
  'execution-read-completion-keys',
  `select a.agent_id, a.completion_key, a.lease_id, a.output_sha256
   from unnest($1::uuid[], $2::uuid[]) k (agent_id, completion_key) join execution.attempt a using (agent_id, completion_key)`,
);

/**
 * Adds a result to an attempt that is written. $1 lease, $2 whether late, $3 output key,
 * $4 SHA-256, $5 bytes, $6 idempotency key, $7 busy ms as its agent says now.
 */
export const SET_RESULT = sql(
  'execution-set-result',
  `update execution.attempt set is_late = $2, output_key = $3, output_sha256 = $4, output_bytes = $5, completion_key = $6, busy_ms = $7 where lease_id = $1`,
);
