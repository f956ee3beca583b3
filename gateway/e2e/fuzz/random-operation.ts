import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Random } from './random.ts';

const DEPTH = 4;
const WIDTH = 3;

/** A well-typed operation of a schema, with aliases, fragments, directives and variables. */
export function randomOperation(schema: GraphQLSchema, random: Random): string {
  const kinds = (['query', 'query', 'query', 'mutation'] as const).filter((kind) =>
    schema.getRootType(kind as never),
  );
  const kind = random.of(kinds);
  const root = schema.getRootType(kind as never)!;
  return `${kind} ${new Writer(schema, random).selection(root, DEPTH)}`;
}

class Writer {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  selection(type: GraphQLNamedType, depth: number): string {
    if (isAbstractType(type)) {
      const members = this.#random.some(this.#schema.getPossibleTypes(type), WIDTH);
      const parts = members.map((member) => `... on ${member.name} ${this.selection(member, depth)}`);
      return `{ __typename ${parts.join(' ')} }`;
    }
    if (!isObjectType(type)) return '';
    const fields = Object.values(type.getFields()).filter(
      ({ type: of }) => depth > 1 || isLeafType(getNamedType(of)),
    );
    if (fields.length === 0) return '{ __typename }';
    const parts = this.#random.some(fields, WIDTH).map((field) => {
      const alias = this.#random.isTrue(0.5)
        ? `x${this.#random.below(1e6)}: `
        : `${type.name}_${field.name}: `;
      const directive = this.#random.isTrue(0.1)
        ? ` @${this.#random.of(['skip', 'include'])}(if: ${this.#random.isTrue(0.5)})`
        : '';
      const inner = getNamedType(field.type);
      const selected = isCompositeType(inner) ? ` ${this.selection(inner, depth - 1)}` : '';
      const text = `${alias}${field.name}${this.#arguments(field.args)}${directive}${selected}`;
      return this.#random.isTrue(0.15) ? `... on ${type.name} { ${text} }` : text;
    });
    return `{ ${parts.join(' ')} }`;
  }

  #arguments(given: readonly GraphQLArgument[]): string {
    const chosen = given.filter(({ type }) => isNonNullType(type) || this.#random.isTrue(0.3));
    if (chosen.length === 0) return '';
    return `(${chosen.map(({ name, type }) => `${name}: ${this.#value(type, 3)}`).join(', ')})`;
  }

  #value(type: GraphQLInputType, depth: number): string {
    if (!isNonNullType(type) && this.#random.isTrue(0.1)) return 'null';
    const nullable = getNullableType(type);
    if (isListType(nullable)) return `[${this.#value(nullable.ofType as GraphQLInputType, depth - 1)}]`;
    if (isEnumType(nullable)) return this.#random.of(nullable.getValues()).name;
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter(
        (field) => isNonNullType(field.type) || (depth > 0 && this.#random.isTrue(0.4)),
      );
      return `{ ${fields.map((field) => `${field.name}: ${this.#value(field.type, depth - 1)}`).join(', ')} }`;
    }
    return this.#scalar(getNamedType(type).name);
  }

  #scalar(name: string): string {
    const random = this.#random;
    switch (name) {
      case 'Int':
        return random.of(['0', '1', '20', '-1', '2147483647']);
      case 'Float':
        return random.of(['0', '0.5', '-1.5', '1e300']);
      case 'Boolean':
        return random.of(['true', 'false']);
      case 'DateTime':
        return '"2026-01-01T00:00:00Z"';
      case 'BigInt':
        return random.of(['"0"', '"12345678901234567890"', '7']);
      case 'JSON':
        return random.of(['{}', '[1]', '"x"', '{ a: { b: null } }']);
      default:
        return random.of([
          '"018f4e3a-0000-7000-8000-000000000001"',
          '""',
          '"\\u0000"',
          '"__proto__"',
          '"1 or 1=1"',
        ]);
    }
  }
}

const NASTY = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '$x',
    '@skip',
    '@defer',
    '@stream',
    '!',
    '...',
    ':',
    '"',
    '"""',
    '\\',
    '\0',
    '#',
  ],
  ...[
    '__schema { types { name } }',
    '__type(name: "Query") { name }',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    '_entities(representations: [{}]) { __typename }',
    '_service { sdl }',
    '... F',
    'null',
    '1e999',
    '💥',
    'on',
  ],
  ...[
    'fragment F on Query { ...F }',
    'subscription { x }',
    'query A { __typename }',
    'mutation { __typename }',
  ],
];

/** The same, broken: pieces lost, doubled, swapped or put where they do not belong. @param foreign names of other contracts */
export function brokenOperation(text: string, foreign: readonly string[], random: Random): string {
  let pieces: string[] = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
  for (let round = 0; round <= random.below(3); round += 1) {
    const at = random.below(pieces.length);
    const piece = random.of([
      [],
      [pieces[at]!, ' ', pieces[at]!],
      [random.of(NASTY)],
      [' ', random.of(foreign), ' '],
      [random.of(pieces)],
      Array.from({ length: 40 }, () => ` ${pieces[at]} `),
    ]);
    pieces = [...pieces.slice(0, at), ...piece, ...pieces.slice(at + 1)];
  }
  return pieces.join('');
}
