import { systemCaller } from '@effect-studio/kernel/context';
import { buildSchema, defineSubgraph } from '@effect-studio/kernel/subgraph';
import { REPOSITORY, readContextSdls } from '@effect-studio/schema/build/contexts';
import { readSdlOf } from '@effect-studio/schema/sdl/read-sdl';
import {
  defaultFieldResolver,
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import type { SubgraphSource } from '../../execution/sources/subgraph-source.ts';
import type { Random } from './random.ts';

/** What sensitive fields say in made-up answers; only admins may ever read it. */
export const SECRET = 'the-secret-of-the-house';
const SECRET_NUMBER = 666_013;
export const SECRETS: readonly string[] = [SECRET, String(SECRET_NUMBER)];

/**
 * The studio's own contexts by their contracts, with answers that are made up: any type that may be answered is,
 * lists have up to three entries, sensitive fields have values by which they are known again, some fields fail.
 */
export function madeUpContexts(random: Random): Map<string, SubgraphSource> {
  return new Map(
    readContextSdls().map(({ name }) => {
      const typeDefs = readSdlOf(`${REPOSITORY}subgraphs/${name}`);
      const parts = { module: null, entities: [], migrations: [], consumers: [], jobs: [] };
      const schema = buildSchema(defineSubgraph({ name: name as never, typeDefs, resolvers: {}, ...parts }));
      const answer: GraphQLFieldResolver<unknown, unknown> = (source, args, ctx, info) => {
        if (info.fieldName === '_entities' || info.fieldName === '_service')
          return defaultFieldResolver(source, args, ctx, info);
        if (random.isTrue(0.02)) throw new Error('ECONNREFUSED 10.0.0.7:5432 /srv/studio/secret.ts');
        const parent = info.parentType.astNode?.directives ?? [];
        const own = info.parentType.getFields()[info.fieldName]?.astNode?.directives ?? [];
        const isSensitive = [...parent, ...own].some((directive) => directive.name.value === 'sensitive');
        const known =
          typeof source === 'object' && source !== null
            ? (source as Record<string, unknown>)[info.fieldName]
            : undefined;
        return known ?? value(info.returnType, info.schema, isSensitive, random);
      };
      for (const type of Object.values(schema.getTypeMap())) {
        if (!isObjectType(type) || type.name.startsWith('_')) continue;
        for (const field of Object.values(type.getFields())) {
          if (!field.name.startsWith('_')) field.resolve = answer;
        }
      }
      const source: SubgraphSource = {
        name,
        execute: async (_scope, { query, variables, operationName }) => {
          const result = await execute({
            schema,
            document: parse(query),
            variableValues: variables ?? {},
            operationName,
            contextValue: { caller: systemCaller() },
          });
          return { data: result.data, errors: result.errors };
        },
        subscribe: () => Promise.reject(new Error('nothing is followed here')),
        close: () => Promise.resolve(),
      };
      return [name, source];
    }),
  );
}

function value(
  type: GraphQLOutputType,
  schema: GraphQLSchema,
  isSensitive: boolean,
  random: Random,
): unknown {
  if (!isNonNullType(type) && !isSensitive && random.isTrue(0.1)) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return Array.from({ length: random.below(4) }, () =>
      value(nullable.ofType as GraphQLOutputType, schema, isSensitive, random),
    );
  }
  const named = getNamedType(nullable);
  if (isEnumType(named)) return random.of(named.getValues()).value;
  if (isAbstractType(named)) return { __typename: random.of(schema.getPossibleTypes(named)).name };
  if (isObjectType(named)) return { __typename: named.name };
  if (isSensitive) return named.name === 'String' || named.name === 'JSON' ? SECRET : SECRET_NUMBER;
  switch (named.name) {
    case 'Int':
    case 'Float':
      return random.below(1_000);
    case 'Boolean':
      return random.isTrue(0.5);
    case 'BigInt':
      return String(random.below(1_000));
    case 'DateTime':
      return '2026-01-01T00:00:00.000Z';
    default:
      return `text-${random.below(1_000)}`;
  }
}
