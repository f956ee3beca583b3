import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isRequiredArgument,
} from 'graphql';

export type RootKind = 'query' | 'mutation' | 'subscription';
type Field = GraphQLField<unknown, unknown>;

/**
 * Documents that together read all of what one root field answers, a field of the answer each: the whole would be
 * more than any audience may ask at once. Variables are the root field's arguments.
 * @param depth how far each is followed, 1 for leaves alone
 */
export function probesOf(schema: GraphQLSchema, kind: RootKind, name: string, depth: number): string[] {
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  const field = root[kind]!.getFields()[name]!;
  const declared = field.args.map((argument) => `$${argument.name}: ${argument.type}`).join(', ');
  const given = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const head = `${kind} Probe${declared && `(${declared})`} { ${name}${given && `(${given})`}`;
  const type = getNamedType(field.type);
  if (!isCompositeType(type)) return [`${head} }`];
  return membersOf(schema, type).flatMap((member) =>
    selectionsOf(schema, member, depth, false).map(
      (selection) => `${head} { __typename ... on ${member.name} { ${selection} } } }`,
    ),
  );
}

const membersOf = (schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLCompositeType[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : [type];

/** @param isMember fields of one name may have other types in other members: they get names of their own */
function selectionsOf(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  depth: number,
  isMember: boolean,
): string[] {
  if (!('getFields' in type)) return [];
  return Object.values(type.getFields()).flatMap((field: Field) => {
    const args = argumentsOf(field);
    if (args === null) return [];
    const alias = isMember ? `${type.name}_${field.name}: ` : '';
    const inner = getNamedType(field.type);
    if (!isCompositeType(inner)) return [`${alias}${field.name}${args}`];
    if (depth <= 1) return [];
    const selection = insideOf(schema, inner, depth - 1);
    return [`${alias}${field.name}${args} ${selection}`];
  });
}

function insideOf(schema: GraphQLSchema, type: GraphQLCompositeType, depth: number): string {
  const isAbstract = isAbstractType(type);
  const parts = membersOf(schema, type).map((member) => {
    const inner = selectionsOf(schema, member, depth, isAbstract).join(' ');
    return isAbstract ? `... on ${member.name} { __typename ${inner} }` : inner;
  });
  return `{ __typename ${parts.join(' ')} }`;
}

/** Values for the arguments that a field insists on: the first of each enum; null when another is asked for. */
function argumentsOf(field: Field): string | null {
  const given = field.args.filter(isRequiredArgument).map((argument) => {
    const type = getNamedType(argument.type);
    return isEnumType(type) ? `${argument.name}: ${type.getValues()[0]!.name}` : null;
  });
  if (given.includes(null)) return null;
  return given.length > 0 ? `(${given.join(', ')})` : '';
}
