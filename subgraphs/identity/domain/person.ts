/** Somebody who may sign in. The address lies apart, encrypted. */
export interface Person {
  id: string;
  tenantId: string;
  displayName: string;
  roles: readonly PersonRole[];
  createdAt: Date;
}

/** What people may be: everybody is a `user`, a `maker` defines effects, an `admin` runs the studio. Neither of the two includes the other. */
const ROLES = ['user', 'maker', 'admin'] as const;
export type PersonRole = (typeof ROLES)[number];

/** A role that is given and taken away. */
export type GrantedRole = Exclude<PersonRole, 'user'>;

export const isPersonRole = (role: string): role is PersonRole => ROLES.some((one) => one === role);

/** What somebody with these roles may do; the same names as `@requiresScopes` uses. */
export const scopesOfRoles = (roles: readonly PersonRole[]): string[] =>
  ROLES.filter((role) => role === 'user' || roles.includes(role));

/** The same person with a role, or without it any more. */
export function withRole(person: Person, role: GrantedRole, has: boolean): Person {
  if (person.roles.includes(role) === has) return person;
  const roles = ROLES.filter((one) => (one === role ? has : one === 'user' || person.roles.includes(one)));
  return { ...person, roles };
}
