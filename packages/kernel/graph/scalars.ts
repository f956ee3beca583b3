import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

function refuse(name: string, value: unknown): never {
  throw new GraphQLError(`${name} cannot be ${JSON.stringify(value)}`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** Integers of any size as decimal strings; bigint in code. */
const BigIntScalar = new GraphQLScalarType<bigint, string>({
  name: 'BigInt',
  serialize: (value) => {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return value;
    return refuse('BigInt', value);
  },
  parseValue: (value) => {
    if (typeof value === 'string' && /^-?\d{1,30}$/.test(value)) return BigInt(value);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
    return refuse('BigInt', value);
  },
  parseLiteral: (node: ValueNode) =>
    node.kind === Kind.STRING || node.kind === Kind.INT ? BigInt(node.value) : refuse('BigInt', node.kind),
});

/** RFC 3339 on the wire, Date in code. */
const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => {
    const date = value instanceof Date ? value : new Date(String(value));
    return Number.isNaN(date.getTime()) ? refuse('DateTime', value) : date.toISOString();
  },
  parseValue: (value) => {
    const date = new Date(String(value));
    return Number.isNaN(date.getTime()) ? refuse('DateTime', value) : date;
  },
});

/** Opaque text; a position or a keyset inside. */
const CursorScalar = new GraphQLScalarType<string, string>({
  name: 'Cursor',
  serialize: (value) => String(value),
  parseValue: (value) => (typeof value === 'string' && value.length <= 200 ? value : refuse('Cursor', value)),
});

/** Any JSON value. */
const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => value,
});

/** Resolvers of the scalars in `schema/sdl/common.graphql`. */
export const SCALARS = {
  BigInt: BigIntScalar,
  DateTime: DateTimeScalar,
  Cursor: CursorScalar,
  JSON: JsonScalar,
};

/**
 * Reads an event-log cursor.
 * @throws GraphQLError `BAD_USER_INPUT` when it is not one of ours
 */
export function parsePosition(cursor: string | null | undefined): bigint | null {
  if (cursor === null || cursor === undefined) return null;
  return /^\d{1,18}$/.test(cursor) ? BigInt(cursor) : refuse('Cursor', cursor);
}
