import {
  type ASTNode,
  type DirectiveNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
} from 'graphql';

/** Fields of a schema that carry `@sensitive`, themselves or by their type, as `Type.field`. */
export function sensitiveFields(schema: GraphQLSchema): string[] {
  return objectsOf(schema).flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => has(type.astNode, 'sensitive') || has(field.astNode, 'sensitive'))
      .map((field) => `${type.name}.${field.name}`),
  );
}

/**
 * Sensitive fields that somebody without the admin's or the platform's scope could come to: from a root field or an
 * entity, over fields that ask for neither.
 */
export function openSensitiveFields(schema: GraphQLSchema): string[] {
  const sensitive = new Set(sensitiveFields(schema));
  const entities = schema.getType('_Entity');
  const waiting: GraphQLNamedType[] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
    ...(entities && isAbstractType(entities) ? schema.getPossibleTypes(entities) : []),
  ].filter((type) => type != null);
  const visited = new Set<GraphQLNamedType>();
  const open = new Set<string>();
  for (let type = waiting.pop(); type; type = waiting.pop()) {
    if (visited.has(type)) continue;
    visited.add(type);
    if (isAbstractType(type)) waiting.push(...schema.getPossibleTypes(type));
    if (!isObjectType(type) || isGuarded(type.astNode)) continue;
    for (const field of Object.values(type.getFields())) {
      // Entities are begun with above; this field would lead to all of them.
      if (field.name === '_entities' || isGuarded(field.astNode)) continue;
      if (sensitive.has(`${type.name}.${field.name}`)) open.add(`${type.name}.${field.name}`);
      waiting.push(getNamedType(field.type));
    }
  }
  return [...open].sort();
}

/** Fields that say by their name that they are money of the studio's, and do not say that they are sensitive. */
export function undeclaredMoney(schema: GraphQLSchema): string[] {
  const sensitive = new Set(sensitiveFields(schema));
  return objectsOf(schema)
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
    .filter((name) => /NanoUsd(PerHour)?$/.test(name) && !sensitive.has(name));
}

const objectsOf = (schema: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('_'),
  ) as GraphQLObjectType[];

type Declared = (ASTNode & { readonly directives?: readonly DirectiveNode[] }) | null | undefined;

const has = (node: Declared, directive: string): boolean =>
  node?.directives?.some(({ name }) => name.value === directive) ?? false;

/** True when every way in asks for the admin's or the platform's scope. */
function isGuarded(node: Declared): boolean {
  const scopes = node?.directives?.find(({ name }) => name.value === 'requiresScopes')?.arguments?.[0]?.value;
  if (scopes?.kind !== Kind.LIST || scopes.values.length === 0) return false;
  return scopes.values.every(
    (all) =>
      all.kind === Kind.LIST &&
      all.values.some((scope) => scope.kind === Kind.STRING && ['admin', 'internal'].includes(scope.value)),
  );
}
