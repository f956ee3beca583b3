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

/** The same person as an admin, or as none any more. Everybody is a user. */
export function withAdmin(person: Person, isAdmin: boolean): Person {
  if (person.roles.includes('admin') === isAdmin) return person;
  return { ...person, roles: isAdmin ? ['user', 'admin'] : ['user'] };
}
