import type { Caller } from '../context.ts';
import type { BoundStatement } from './one-trip.ts';
import { type Statement, sql } from './statement.ts';

/** $1 subject id or empty, $2 tenant id, $3 actor. For the running transaction only: sessions are shared. */
const SET_CALLER = sql(
  'kernel-set-caller',
  `select set_config('app.user_id', $1, true), set_config('app.tenant_id', $2, true), set_config('app.actor', $3, true)`,
);

/** The same, and plans statements once: on hot paths choosing a plan anew can cost more than running it. */
const SET_CALLER_PLAN_ONCE = sql(
  'kernel-set-caller-plan-once',
  `${SET_CALLER.text}, set_config('plan_cache_mode', 'force_generic_plan', true)`,
);

/** The same, and the commit does not wait for the disk (PostgreSQL documentation, "Asynchronous Commit"). */
const SET_CALLER_FORGETTABLE = sql(
  'kernel-set-caller-forgettable',
  `${SET_CALLER_PLAN_ONCE.text}, set_config('synchronous_commit', 'off', true)`,
);

/** What tells row-level security who asks. */
export function asCaller(caller: Caller): BoundStatement {
  return bound(SET_CALLER, caller);
}

/**
 * The same for an exchange, whose statements keep the plans that they have.
 * @param isForgettable whether what it writes may be lost when PostgreSQL crashes within the next moments
 */
export function asExchanging(caller: Caller, isForgettable: boolean): BoundStatement {
  return bound(isForgettable ? SET_CALLER_FORGETTABLE : SET_CALLER_PLAN_ONCE, caller);
}

function bound(statement: Statement, caller: Caller): BoundStatement {
  return {
    statement,
    values: [caller.subjectId ?? '', caller.tenantId, actorOf(caller)],
  };
}

function actorOf(caller: Caller): string {
  if (caller.kind === 'system') return caller.roles.includes('overseer') ? 'overseer' : 'system';
  if (caller.kind === 'person') return caller.roles.includes('admin') ? 'admin' : 'person';
  return caller.kind;
}
