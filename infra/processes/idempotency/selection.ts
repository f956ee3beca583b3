import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
} from 'graphql';

/** How deep answers are looked into: the entity, and what it is made of. */
const DEPTH = 3;

/** Fields that belong to other contexts, that ask for more rights, or that are signed anew each second. */
function isComparable(field: GraphQLField<unknown, unknown>): boolean {
  if (field.name.startsWith('_') || field.name.endsWith('Url')) return false;
  if (field.args.some((argument) => String(argument.type).endsWith('!'))) return false;
  const directives = field.astNode?.directives ?? [];
  return !directives.some(({ name }) => name.value === 'requiresScopes' || name.value === 'external');
}

/** Everything that an answer of this type says, as a selection set. */
function selectionOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  if (isAbstractType(type)) {
    const parts = schema.getPossibleTypes(type).map((member) => {
      return `... on ${member.name} ${selectionOf(schema, member, depth)}`;
    });
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).filter(isComparable);
  const parts = fields.flatMap((field) => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [`${type.name}_${field.name}: ${field.name}`];
    return depth > 1
      ? [`${type.name}_${field.name}: ${field.name} ${selectionOf(schema, inner, depth - 1)}`]
      : [];
  });
  return `{ __typename ${parts.join(' ')} }`;
}

/** A document that calls one mutation and reads its whole answer. */
export function documentOf(schema: GraphQLSchema, name: string): string {
  const field = schema.getMutationType()!.getFields()[name]!;
  const declared = field.args.map((argument) => `$${argument.name}: ${argument.type}`);
  const given = field.args.map((argument) => `${argument.name}: $${argument.name}`);
  const answer = selectionOf(schema, getNamedType(field.type), DEPTH);
  return `mutation (${declared.join(', ')}) { ${name}(${given.join(', ')}) ${answer} }`;
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
