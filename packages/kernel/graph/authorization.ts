import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import type { CallContext, Caller } from '../context.ts';
import { StudioError } from '../errors.ts';
import { type AccessRule, accessRuleOf, DENIAL_WORDS, denialOf } from './access-rule.ts';

const DECLARATIONS = new Set(['authenticated', 'requiresScopes', 'policy', 'public']);

/**
 * Puts the checks of `@authenticated`, `@requiresScopes` and `@policy` in front of the resolvers: a subgraph
 * checks for itself, whatever the gateway did.
 * @throws StudioError `UNGUARDED_FIELD` when a root field declares neither a rule nor `@public`
 */
export function enforceAuthorization(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    const isRoot = roots.includes(type);
    const typeRule = accessRuleOf(type.astNode?.directives ?? []);
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      const declared = (field.astNode?.directives ?? []).filter((directive) =>
        DECLARATIONS.has(directive.name.value),
      );
      if (isRoot && declared.length === 0) {
        throw new StudioError(
          'UNGUARDED_FIELD',
          `${type.name}.${field.name} declares who may call it: @authenticated, @requiresScopes, @policy or @public`,
        );
      }
      for (const rule of [typeRule, accessRuleOf(declared)]) if (rule) guard(field, rule);
    }
  }
}

function guard(field: GraphQLField<unknown, CallContext>, rule: AccessRule): void {
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

function refuseUnless(rule: AccessRule, caller: Caller): void {
  const denial = denialOf(rule, caller);
  if (denial) throw new GraphQLError(DENIAL_WORDS[denial], { extensions: { code: denial } });
}
