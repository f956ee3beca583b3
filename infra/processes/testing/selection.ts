import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** How deep answers are looked into: the entity, and what it is made of. */
const DEPTH = 4;

const has = (field: Field, directive: string): boolean =>
  (field.astNode?.directives ?? []).some(({ name }) => name.value === directive);

/** Whatever a field says; what others own is said by others. */
export const everything = (field: Field): boolean => !field.name.startsWith('_') && !has(field, 'external');

/** What is the same however often it is asked: no addresses that are signed anew, nothing that needs more rights. */
export const repeatable = (field: Field): boolean =>
  everything(field) && !has(field, 'requiresScopes') && !field.name.endsWith('Url');

/** Values for the arguments that a field insists on: the first of each enum; null when another is asked for. */
function argumentsOf(field: Field): string | null {
  const required: readonly GraphQLArgument[] = field.args.filter(isRequiredArgument);
  const given = required.map((argument) => {
    const type = getNamedType(argument.type);
    return isEnumType(type) ? `${argument.name}: ${type.getValues()[0]!.name}` : null;
  });
  if (given.includes(null)) return null;
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

/** Everything that an answer of this type says, as a selection set; empty for leaves. */
export function selectionOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  includes: (field: Field) => boolean,
  depth = DEPTH,
): string {
  if (isAbstractType(type)) {
    const parts = schema.getPossibleTypes(type).map((member) => {
      return `... on ${member.name} ${selectionOf(schema, member, includes, depth)}`;
    });
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const parts = Object.values(type.getFields())
    .filter(includes)
    .flatMap((field) => {
      const given = argumentsOf(field);
      const inner = getNamedType(field.type);
      if (given === null || (depth <= 1 && !isLeafType(inner))) return [];
      // Members of a union may have fields of one name and different types.
      const selected = `${type.name}_${field.name}: ${field.name}${given}`;
      return [`${selected} ${selectionOf(schema, inner, includes, depth - 1)}`];
    });
  return `{ __typename ${parts.join(' ')} }`;
}

/** A document that calls one root field and reads its whole answer. Its variables are the field's arguments. */
export function documentOf(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation' | 'subscription',
  name: string,
  includes: (field: Field) => boolean,
): string {
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  const field = roots[kind]!.getFields()[name]!;
  const declared = field.args.map((argument) => `$${argument.name}: ${argument.type}`).join(', ');
  const given = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const answer = selectionOf(schema, getNamedType(field.type), includes);
  return `${kind} ${declared && `(${declared})`} { ${name}${given && `(${given})`} ${answer} }`;
}

/** Puts a command and its key where the mutation takes them. */
export function variablesOf(
  schema: GraphQLSchema,
  name: string,
  command: Record<string, unknown>,
): Record<string, unknown> {
  const { args } = schema.getMutationType()!.getFields()[name]!;
  return args.some((argument) => argument.name === 'input') ? { input: command } : command;
}
