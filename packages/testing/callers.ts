import type { Caller } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';

/** A signed-in creator. */
export function creator(subjectId: string = newId(), tenantId: string = DEFAULT_TENANT_ID): Caller {
  return { kind: 'person', subjectId, tenantId, roles: ['user'], scopes: ['user'], sessionId: newId() };
}

/** A signed-in creator who also defines effects. */
export function maker(subjectId: string = newId(), tenantId: string = DEFAULT_TENANT_ID): Caller {
  const roles = ['user', 'maker'];
  return { kind: 'person', subjectId, tenantId, roles, scopes: roles, sessionId: newId() };
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

/** A partner's program with everything that partners may do, acting for its owner. */
export function partner(ownerId: string = newId(), tenantId: string = DEFAULT_TENANT_ID): Caller {
  const scopes = ['media', 'runs:read', 'runs:write'];
  return { kind: 'machine', subjectId: ownerId, tenantId, roles: ['partner'], scopes, sessionId: null };
}
