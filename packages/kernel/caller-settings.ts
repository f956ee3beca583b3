import type { Caller } from './context.ts';
import type { BoundStatement } from './one-trip.ts';
import { sql } from './statement.ts';

/** $1 subject id or empty, $2 tenant id, $3 actor. For the running transaction only: sessions are shared. */
const SET_CALLER = sql(
  'kernel-set-caller',
  `select set_config('app.user_id', $1, true), set_config('app.tenant_id', $2, true), set_config('app.actor', $3, true)`,
);

/** What tells row-level security who asks. */
export function asCaller(caller: Caller): BoundStatement {
  return { statement: SET_CALLER, values: [caller.subjectId ?? '', caller.tenantId, actorOf(caller)] };
}

function actorOf(caller: Caller): string {
  if (caller.kind === 'system') return 'system';
  if (caller.kind === 'person') return caller.roles.includes('admin') ? 'admin' : 'person';
  return caller.kind;
}
