import type { Caller } from './context.ts';
import type { BoundStatement } from './one-trip.ts';
import { sql } from './statement.ts';

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

/**
 * What tells row-level security who asks.
 * @param plansOnce whether the transaction's statements keep the plans that they have
 */
export function asCaller(caller: Caller, { plansOnce = false } = {}): BoundStatement {
  return {
    statement: plansOnce ? SET_CALLER_PLAN_ONCE : SET_CALLER,
    values: [caller.subjectId ?? '', caller.tenantId, actorOf(caller)],
  };
}

function actorOf(caller: Caller): string {
  if (caller.kind === 'system') return 'system';
  if (caller.kind === 'person') return caller.roles.includes('admin') ? 'admin' : 'person';
  return caller.kind;
}
