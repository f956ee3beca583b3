import {
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';

/** What gives an entity for what a subgraph is told of it; `@apollo/subgraph` keeps it with the type. */
export type ReferenceResolver = (
  representation: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
) => unknown;

/** An entity that `_entities` is asked for. */
export interface EntityReference {
  readonly type: GraphQLObjectType;
  readonly representation: unknown;
  /** Null: the type has none, and the representation is all there is. */
  readonly resolve: ReferenceResolver | null;
}

/**
 * The types of representations, which they name themselves.
 * @returns null where one names no object type: interfaces as entities, and mistakes, are for `@apollo/subgraph`
 */
export function referencesOf(schema: GraphQLSchema, representations: unknown): EntityReference[] | null {
  if (!Array.isArray(representations)) return null;
  const references = new Array<EntityReference>(representations.length);
  for (let at = 0; at < references.length; at += 1) {
    const representation = representations[at] as { __typename?: unknown } | null;
    const type = schema.getType(String(representation?.__typename));
    if (!isObjectType(type)) return null;
    references[at] = { type, representation, resolve: resolverOf(type) };
  }
  return references;
}

function resolverOf(type: GraphQLObjectType): ReferenceResolver | null {
  const { apollo } = type.extensions as {
    apollo?: { subgraph?: { resolveReference?: ReferenceResolver } };
  };
  return apollo?.subgraph?.resolveReference ?? null;
}

const takesAsIs = new GraphQLScalarType({ name: 'Any' }).parseValue;

/**
 * The variable of an operation that representations come in: a list of values that are taken as they are. To coerce
 * each of them as graphql-js does costs more than to resolve it.
 */
export function representationsVariable(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
): VariableDefinitionNode | null {
  return (
    variableDefinitions?.find((definition) => {
      const type = typeFromAST(schema, definition.type as never) as unknown;
      if (!isNonNullType(type) || !isListType(type.ofType)) return false;
      const item: unknown = type.ofType.ofType;
      if (!(item instanceof GraphQLNonNull)) return false;
      const named: unknown = item.ofType;
      return isScalarType(named) && named.name === '_Any' && named.parseValue === takesAsIs;
    }) ?? null
  );
}

/** Whether a value is a list of what may be representations; anything else is told as graphql-js tells it. */
export const areRepresentations = (value: unknown): value is object[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null);
