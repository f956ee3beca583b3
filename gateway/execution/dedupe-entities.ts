import type { SubgraphAnswer, SubgraphOperation } from '@effect-studio/kernel/subgraph-execution';
import { GraphQLError } from 'graphql';

/** An operation with each entity asked once, and how to lay the answer out again as it was asked. */
export interface DedupedOperation {
  operation: SubgraphOperation;
  expand(answer: SubgraphAnswer): SubgraphAnswer;
}

/** Asks each entity once: the stock gateway sends the same representation for every place where it stands. */
export function dedupeEntities(operation: SubgraphOperation): DedupedOperation {
  const representations = operation.variables?.representations;
  const same: DedupedOperation = { operation, expand: (answer) => answer };
  if (!Array.isArray(representations) || representations.length < 2) return same;
  const firstIndexes = new Map<string, number>();
  const distinct: unknown[] = [];
  const placeOf = representations.map((representation) => {
    const key = JSON.stringify(representation);
    const known = firstIndexes.get(key);
    if (known !== undefined) return known;
    firstIndexes.set(key, distinct.length);
    distinct.push(representation);
    return distinct.length - 1;
  });
  if (distinct.length === representations.length) return same;
  return {
    operation: { ...operation, variables: { ...operation.variables, representations: distinct } },
    expand: (answer) => expandAnswer(answer, placeOf),
  };
}

function expandAnswer(answer: SubgraphAnswer, placeOf: readonly number[]): SubgraphAnswer {
  const entities = answer.data?._entities;
  const errors = answer.errors?.flatMap((error) => atEveryPlace(error, placeOf));
  if (!Array.isArray(entities)) return { ...answer, ...(errors ? { errors } : {}) };
  const used = new Set<number>();
  const expanded = placeOf.map((place) => {
    const entity: unknown = entities[place];
    // The executor merges into what it gets: two places may not share one object.
    const isShared = used.has(place);
    used.add(place);
    return isShared ? structuredClone(entity) : entity;
  });
  return { data: { ...answer.data, _entities: expanded }, ...(errors ? { errors } : {}) };
}

function atEveryPlace(error: GraphQLError, placeOf: readonly number[]): GraphQLError[] {
  const [root, place, ...rest] = error.path ?? [];
  if (root !== '_entities' || typeof place !== 'number') return [error];
  return placeOf.flatMap((original, index) =>
    original === place
      ? [new GraphQLError(error.message, { path: [root, index, ...rest], extensions: error.extensions })]
      : [],
  );
}
