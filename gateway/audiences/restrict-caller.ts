import type { Caller } from '@effect-studio/kernel/context';
import type { App } from './app.ts';

/** The caller as far as the application goes: an admin in the users' app is a user. `internal` never passes. */
export function restrictCaller(caller: Caller, app: App): Caller {
  const mayBeAdmin = app !== 'user';
  return {
    ...caller,
    roles: caller.roles.filter((role) => role !== 'system' && (role !== 'admin' || mayBeAdmin)),
    scopes: caller.scopes.filter((scope) => scope !== 'internal' && (scope !== 'admin' || mayBeAdmin)),
  };
}
