import { Client, type DocumentInput, type Exchange, makeResult } from '@urql/core';
import { cacheExchange, type KeyingConfig, type UpdatesConfig } from '@urql/exchange-graphcache';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { filter, map, pipe } from 'wonka';
import { type AppAudience, contractForCache } from '../vite/studio-schema.ts';
import { cacheKeysOf } from './cache-keys.ts';

/** Unions have fewer members than this; each is answered once. */
const TURNS = 8;

/** An answer to a document that fits its contract: one item per list, and of unions the member whose turn it is. */
export function answerTo(
  schema: GraphQLSchema,
  document: DocumentNode,
  turn: number,
): Record<string, unknown> {
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [],
    ) as [string, FragmentDefinitionNode][],
  );
  let ids = 0;
  const valueFor = (type: GraphQLOutputType, selections: SelectionSetNode | undefined): unknown => {
    if (isNonNullType(type)) return valueFor(type.ofType, selections);
    if (isListType(type)) return [valueFor(type.ofType, selections)];
    if (isCompositeType(type)) return objectOf(type, selections!);
    if (isEnumType(type)) return type.getValues()[turn % type.getValues().length]?.value;
    const scalar = {
      Boolean: true,
      Float: 0.5,
      Int: 1,
      BigInt: '1',
      DateTime: '2026-05-01T00:00:00.000Z',
      JSON: {},
    };
    if (type.name in scalar) return scalar[type.name as keyof typeof scalar];
    ids += 1;
    return `${type.name}-${ids}`;
  };
  const objectOf = (type: GraphQLCompositeType, selections: SelectionSetNode): Record<string, unknown> => {
    const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    const own = members[turn % members.length]!;
    const found: Record<string, unknown> = { __typename: own.name };
    const fill = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const field = isObjectType(own) ? own.getFields()[selection.name.value] : undefined;
          const key = (selection.alias ?? selection.name).value;
          if (field && !(key in found)) found[key] = valueFor(field.type, selection.selectionSet);
          else if (field && isCompositeType(getNamedType(field.type)) && selection.selectionSet)
            merge(found[key], valueFor(field.type, selection.selectionSet));
          continue;
        }
        const part =
          selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
        const on = part.typeCondition ? schema.getType(part.typeCondition.name.value) : own;
        const fits = on === own || (isAbstractType(on) && isObjectType(own) && schema.isSubType(on, own));
        if (fits) fill(part.selectionSet);
      }
    };
    fill(selections);
    return found;
  };
  const operation = document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION,
  )!;
  return objectOf(schema.getRootType(operation.operation)!, operation.selectionSet);
}

/** Puts what a second selection of the same field adds into what the first found. */
function merge(into: unknown, more: unknown): void {
  if (Array.isArray(into) && Array.isArray(more))
    for (const [index, item] of more.entries()) merge(into[index], item);
  else if (typeof into === 'object' && into !== null && typeof more === 'object' && more !== null)
    for (const [key, value] of Object.entries(more)) {
      if (key in into) merge((into as Record<string, unknown>)[key], value);
      else (into as Record<string, unknown>)[key] = value;
    }
}

/** What the cache complains about when every document of an app is asked and answered; a list of its warnings. */
export async function cacheWarnings(
  audience: AppAudience,
  documents: readonly DocumentNode[],
  { keys, updates }: { keys?: KeyingConfig; updates?: UpdatesConfig },
): Promise<string[]> {
  const { contract, schema, valueTypes } = contractForCache(audience, { isProduction: false });
  const warnings = new Set<string>();
  for (let turn = 0; turn < TURNS; turn += 1) {
    const answers: Exchange = () => (operations) =>
      pipe(
        operations,
        filter(({ kind }) => kind !== 'teardown'),
        map((operation) =>
          makeResult(operation, {
            data: answerTo(contract, operation.query as DocumentNode, turn),
            hasNext: false,
          }),
        ),
      );
    const client = new Client({
      url: 'http://studio.invalid',
      preferGetMethod: false,
      exchanges: [
        cacheExchange({
          schema: schema as never,
          keys: cacheKeysOf(valueTypes, keys),
          updates,
          // Misses of the cache are told, too, as `debug`.
          logger: (severity, message) => severity !== 'debug' && warnings.add(message),
        }),
        answers,
      ],
    });
    for (const document of documents) {
      const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
      if (operation?.kind !== Kind.OPERATION_DEFINITION) continue;
      const request = document as DocumentInput;
      if (operation.operation === 'mutation') await client.mutation(request, {}).toPromise();
      else if (operation.operation === 'subscription')
        client
          .subscription(request, {})
          .subscribe(() => {})
          .unsubscribe();
      else await client.query(request, {}).toPromise();
    }
  }
  return [...warnings];
}
