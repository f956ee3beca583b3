/** Which claim of the issuer gives somebody a role, and by which of its values. */
export interface RoleClaim {
  /** As `groups`, or by a path of names as `realm_access.roles`. */
  readonly name: string;
  readonly values: readonly string[];
}

type Claims = Readonly<Record<string, unknown>>;

/** The value of a claim; undefined where it is not told. Names with dots are names first (`https://example.org/roles`). */
export function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Claims)[step];
  }
  return value;
}

/** Whether the claims give somebody the role. Who lacks the claim has it not: issuers leave out empty lists. */
export function hasRoleByClaims(claims: Claims, { name, values }: RoleClaim): boolean {
  const told = claimAt(claims, name);
  const all: readonly unknown[] = Array.isArray(told) ? told : [told];
  return all.some((one) => (typeof one === 'string' || one === true) && values.includes(String(one)));
}
