import { type Statement, sql } from '../database/statement.ts';

/** A job's row as it was claimed; `attempts` counts this one and fences older ones, those handed back included. */
export interface ClaimedJob {
  id: string;
  kind: string;
  dedupe_key: string;
  payload: Record<string, unknown>;
  attempts: number;
  handed_back: number;
  /** How often its process ended while it ran. */
  abandoned: number;
  max_attempts: number;
  correlation_id: string;
  causation_id: string | null;
  tenant_id: string;
  /** Of the work that scheduled it; null: it is not traced. */
  traceparent: string | null;
}

export interface JobStatements {
  claim: Statement;
  renew: Statement;
  complete: Statement;
  retry: Statement;
  handBack: Statement;
  forgive: Statement;
  due: Statement;
  releaseAbandoned: Statement;
}

/** The statements over one context's `job` table. A job is fenced by its attempt number. */
export function jobStatements(context: string): JobStatements {
  const statement = (name: string, text: string): Statement => sql(`kernel-job-${name}-${context}`, text);
  return {
    // $1 id, $2 now, $3 locked until, $4 kinds that this process knows, $5 due before this: any kind. Zero rows: taken, done,
    // not due, or of a kind that only a newer process knows.
    claim: statement(
      'claim',
      `update ${context}.job set state = 1, attempts = attempts + 1, locked_until = $3
       where id = $1 and state = 0 and due_at <= $2 and (kind = any($4) or due_at < $5)
       returning id, kind, dedupe_key, payload, attempts, handed_back, abandoned, max_attempts, correlation_id, causation_id, tenant_id, traceparent`,
    ),
    // $1 id, $2 attempt, $3 locked until. Zero rows: the lock was lost.
    renew: statement(
      'renew',
      `update ${context}.job set locked_until = $3 where id = $1 and attempts = $2 and state = 1 returning id`,
    ),
    // $1 id, $2 attempt. Zero rows: a newer attempt has it.
    complete: statement(
      'complete',
      `delete from ${context}.job where id = $1 and attempts = $2 returning id`,
    ),
    // $1 id, $2 attempt, $3 due, $4 error.
    retry: statement(
      'retry',
      `update ${context}.job set state = 0, due_at = $3, last_error = $4, locked_until = null where id = $1 and attempts = $2`,
    ),
    // $1 id, $2 attempt, $3 now. The attempt does not count.
    handBack: statement(
      'hand-back',
      `update ${context}.job set state = 0, due_at = $3, locked_until = null, handed_back = handed_back + 1
       where id = $1 and attempts = $2 and state = 1`,
    ),
    // $1 id, $2 attempt, $3 due. The attempt does not count. Zero rows: the lock ran out meanwhile, which has counted it out.
    forgive: statement(
      'forgive',
      `update ${context}.job set state = 0, due_at = $3, locked_until = null, handed_back = handed_back + 1
       where id = $1 and attempts = $2 and state = 1`,
    ),
    // $1 now, $2 kinds that this process knows, $3 due before this: any kind.
    due: statement(
      'due',
      `select id, attempts from ${context}.job where state = 0 and due_at <= $1 and (kind = any($2) or due_at < $3)
       order by due_at limit 200`,
    ),
    // $1 now. What a dead process held goes back: at once the first time, then after 1, 2, 4 … 32 s, so that a job that ends
    // its process does not do so all the time. Processes are restarted as often as one likes, so it costs no attempt.
    releaseAbandoned: statement(
      'release-abandoned',
      `update ${context}.job set state = 0, locked_until = null, abandoned = abandoned + 1, handed_back = handed_back + 1,
         due_at = $1 + case abandoned when 0 then interval '0' else power(2, least(abandoned, 6) - 1) * interval '1 second' end
       where state = 1 and locked_until < $1`,
    ),
  };
}
