/** Somebody who may sign in. The address lies apart, encrypted. */
export interface Person {
  id: string;
  tenantId: string;
  displayName: string;
  roles: readonly PersonRole[];
  createdAt: Date;
}

export type PersonRole = 'user' | 'admin';

export const isPersonRole = (role: string): role is PersonRole => role === 'user' || role === 'admin';

/** What somebody with these roles may do; the same names as `@requiresScopes` uses. */
export function scopesOfRoles(roles: readonly PersonRole[]): string[] {
  return roles.includes('admin') ? ['user', 'admin'] : ['user'];
}
