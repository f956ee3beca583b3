import { type ConstDirectiveNode, type DirectiveNode, Kind } from 'graphql';
import type { Caller } from '../context.ts';

/** What an element of the graph asks of its caller; everything that it names must hold. */
export interface AccessRule {
  /** Any inner list whose scopes are all held suffices; null: none are asked for. */
  readonly anyOfScopes: readonly (readonly string[])[] | null;
  /** The same with policies. */
  readonly anyOfPolicies: readonly (readonly string[])[] | null;
}

/** Why somebody may not: they are nobody yet, or they are somebody else. */
export type Denial = 'UNAUTHENTICATED' | 'FORBIDDEN';

/** Facts about a caller that scopes do not say. An unknown policy holds for nobody. */
const POLICIES: Readonly<Record<string, (caller: Caller) => boolean>> = {
  /** A human being with a session, not a program with a key. */
  person: ({ kind }) => kind === 'person',
};

/** The rule that `@authenticated`, `@requiresScopes` and `@policy` make; null without any of them. */
export function accessRuleOf(directives: readonly (DirectiveNode | ConstDirectiveNode)[]): AccessRule | null {
  const find = (wanted: string) => directives.find(({ name }) => name.value === wanted);
  const scopes = find('requiresScopes');
  const policies = find('policy');
  if (!find('authenticated') && !scopes && !policies) return null;
  return { anyOfScopes: listsOf(scopes), anyOfPolicies: listsOf(policies) };
}

/** @returns null when the caller may */
export function denialOf(rule: AccessRule, caller: Caller): Denial | null {
  if (caller.kind === 'system') return null;
  if (caller.kind === 'anonymous') return 'UNAUTHENTICATED';
  const holdsScope = (scope: string): boolean => caller.scopes.includes(scope);
  const holdsPolicy = (policy: string): boolean => POLICIES[policy]?.(caller) ?? false;
  return anyHolds(rule.anyOfScopes, holdsScope) && anyHolds(rule.anyOfPolicies, holdsPolicy)
    ? null
    : 'FORBIDDEN';
}

/** The words of a denial, the same wherever it is noticed. */
export const DENIAL_WORDS: Readonly<Record<Denial, string>> = {
  UNAUTHENTICATED: 'Sign in first.',
  FORBIDDEN: 'You may not do or see this.',
};

/** The HTTP status that fits. */
export const DENIAL_STATUS: Readonly<Record<Denial, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403 };

const anyHolds = (lists: readonly (readonly string[])[] | null, holds: (name: string) => boolean): boolean =>
  lists === null || lists.some((all) => all.every(holds));

/** What cannot be read is held by nobody. */
function listsOf(directive: DirectiveNode | ConstDirectiveNode | undefined): string[][] | null {
  if (!directive) return null;
  const value = directive.arguments?.[0]?.value;
  if (value?.kind !== Kind.LIST) return [];
  return value.values.map((inner) =>
    inner.kind === Kind.LIST
      ? inner.values.map((name) => (name.kind === Kind.STRING ? name.value : ''))
      : [''],
  );
}
