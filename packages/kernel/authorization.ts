import {
  type DirectiveNode,
  defaultFieldResolver,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  isObjectType,
  Kind,
} from 'graphql';
import type { CallContext, Caller } from './context.ts';
import { StudioError } from './errors.ts';

/** What a field asks of its caller. */
interface Rule {
  isAuthenticated: boolean;
  /** Any inner list whose scopes are all held suffices. */
  anyOfScopes: readonly (readonly string[])[] | null;
}

const DIRECTIVES = new Set(['authenticated', 'requiresScopes', 'public']);

/**
 * Puts the checks of `@authenticated` and `@requiresScopes` in front of the resolvers: a subgraph checks
 * for itself, whatever the gateway did.
 * @throws StudioError `UNGUARDED_FIELD` when a root field declares neither a rule nor `@public`
 */
export function enforceAuthorization(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    const isRoot = roots.includes(type);
    const typeRule = ruleOf(type.astNode?.directives ?? []);
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      const declared = (field.astNode?.directives ?? []).filter((directive) =>
        DIRECTIVES.has(directive.name.value),
      );
      if (isRoot && declared.length === 0) {
        throw new StudioError(
          'UNGUARDED_FIELD',
          `${type.name}.${field.name} declares who may call it: @authenticated, @requiresScopes or @public`,
        );
      }
      for (const rule of [typeRule, ruleOf(declared)]) if (rule) guard(field, rule);
    }
  }
}

function ruleOf(directives: readonly DirectiveNode[]): Rule | null {
  const scopes = directives.find((directive) => directive.name.value === 'requiresScopes');
  const isAuthenticated = directives.some((directive) => directive.name.value === 'authenticated');
  if (!scopes && !isAuthenticated) return null;
  return { isAuthenticated: true, anyOfScopes: scopes ? scopeLists(scopes) : null };
}

function scopeLists(directive: DirectiveNode): string[][] {
  const value = directive.arguments?.[0]?.value;
  if (value?.kind !== Kind.LIST) return [];
  return value.values.map((inner) =>
    inner.kind === Kind.LIST
      ? inner.values.flatMap((scope) => (scope.kind === Kind.STRING ? [scope.value] : []))
      : [],
  );
}

function guard(field: GraphQLField<unknown, CallContext>, rule: Rule): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, ctx, info) => {
    refuseUnless(rule, ctx.caller);
    return resolve(source, args, ctx, info);
  };
  if (subscribe) {
    field.subscribe = (source, args, ctx, info) => {
      refuseUnless(rule, ctx.caller);
      return subscribe(source, args, ctx, info);
    };
  }
}

function refuseUnless(rule: Rule, caller: Caller): void {
  if (caller.kind === 'system') return;
  if (caller.kind === 'anonymous') {
    throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
  }
  if (
    rule.anyOfScopes &&
    !rule.anyOfScopes.some((all) => all.every((scope) => caller.scopes.includes(scope)))
  ) {
    throw new GraphQLError('You may not do or see this.', { extensions: { code: 'FORBIDDEN' } });
  }
}
