import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Plugin } from 'vite';

const MODULE = 'virtual:studio-schema';

/** Every field as one that is never null: what is not in the cache is asked for, not taken for nothing. */
const NEVER_NULL = { kind: 'NON_NULL', ofType: { kind: 'SCALAR', name: 'JSON' } };

export type AppAudience = 'user' | 'admin';

/** What the cache must know of an audience's contract; with fields, so that documents are checked, outside of production. */
export function contractForCache(audience: AppAudience, { isProduction }: { isProduction: boolean }) {
  const file = new URL(`../../../schema/audiences/${audience}.graphql`, import.meta.url);
  const contract = buildSchema(readFileSync(file, 'utf8'), { assumeValid: true });
  const types = Object.values(contract.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const valueTypes = types
    .filter(isObjectType)
    .filter((type) => !('id' in type.getFields()))
    .map(({ name }) => name);
  return { contract, schema: introspectionOf(contract, types, isProduction), valueTypes };
}

/**
 * Serves `virtual:studio-schema`: what the browser's cache must know of an audience's contract. `schema` is a small
 * introspection: which types there are and what belongs to a union or an interface, and outside of production also
 * their fields, so that a document which asks for another is warned about. `valueTypes` are the objects without an
 * `id`, which are kept inside their parent.
 */
export function studioSchema(audience: AppAudience): Plugin {
  let isProduction = true;
  return {
    name: 'studio-schema',
    configResolved: ({ mode }) => {
      isProduction = mode === 'production';
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load(id) {
      if (id !== `\0${MODULE}`) return null;
      const { schema, valueTypes } = contractForCache(audience, { isProduction });
      return `export const schema = ${JSON.stringify(schema)};
export const valueTypes = ${JSON.stringify(valueTypes)};`;
    },
  };
}

const named = (type: { name: string } | null | undefined) => (type ? { name: type.name } : null);

function introspectionOf(schema: GraphQLSchema, types: readonly GraphQLNamedType[], isProduction: boolean) {
  return {
    __schema: {
      queryType: named(schema.getQueryType()),
      mutationType: named(schema.getMutationType()),
      subscriptionType: named(schema.getSubscriptionType()),
      types: types.flatMap((type): object[] => {
        if (isUnionType(type))
          return [
            { kind: 'UNION', name: type.name, possibleTypes: type.getTypes().map(({ name }) => ({ name })) },
          ];
        if (!isObjectType(type) && !isInterfaceType(type)) return [];
        const fields = isProduction
          ? []
          : Object.values(type.getFields()).map(({ name, args }) => ({
              name,
              type: NEVER_NULL,
              args: args.map((argument) => ({ name: argument.name, type: NEVER_NULL })),
            }));
        return [
          {
            kind: isObjectType(type) ? 'OBJECT' : 'INTERFACE',
            name: type.name,
            interfaces: type.getInterfaces().map(({ name }) => ({ name })),
            fields,
            ...(isInterfaceType(type)
              ? { possibleTypes: schema.getPossibleTypes(type).map(({ name }) => ({ name })) }
              : {}),
          },
        ];
      }),
    },
  };
}
