import type { Caller } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';

/** A signed-in creator. */
export function creator(subjectId: string = newId(), tenantId: string = DEFAULT_TENANT_ID): Caller {
  return { kind: 'person', subjectId, tenantId, roles: ['user'], scopes: ['user'], sessionId: newId() };
}

/** A signed-in admin. */
export function admin(subjectId: string = newId(), tenantId: string = DEFAULT_TENANT_ID): Caller {
  return {
    kind: 'person',
    subjectId,
    tenantId,
    roles: ['user', 'admin'],
    scopes: ['user', 'admin'],
    sessionId: newId(),
  };
}

/** A machine that may lease tasks. */
export function machine(subjectId: string = newId(), tenantId: string = DEFAULT_TENANT_ID): Caller {
  return { kind: 'machine', subjectId, tenantId, roles: ['agent'], scopes: ['agent:lease'], sessionId: null };
}
