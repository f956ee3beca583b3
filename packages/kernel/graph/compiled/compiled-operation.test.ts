import fc from 'fast-check';
import {
  buildSchema,
  type ExecutionResult,
  execute,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isListType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { CompiledOperation } from './compiled-operation.ts';

const schema = buildSchema(`
  interface Node { id: ID! }
  union Thing = Box | Ball
  enum Colour { RED GREEN }
  scalar Blob
  type Box implements Node {
    id: ID! name: String size: Int! things: [Thing] tags: [String!]! inner: Box needed: Box! grid: [[Int]!] blob: Blob
  }
  type Ball implements Node {
    id: ID! colour: Colour weight: Float boxes: [Box!] box(name: String = "any", size: Int!): Box node: Node
  }
  type Query { box: Box boxes: [Box!]! thing: Thing! node: Node balls: [Ball] size: Int! }
  type Mutation { box: Box ball: Ball! size: Int }`);
/** What is asked for comes back, so that arguments are compared, too. */
(schema.getType('Ball') as GraphQLObjectType).getFields().box!.resolve = async (source, args, context) => ({
  ...(await settledBox(source)),
  name: `${JSON.stringify(args)} for ${String(context)}`,
});

const settledBox = async (source: { box?: unknown }): Promise<object> =>
  typeof source.box === 'object' && source.box !== null ? await source.box : { id: 'none' };

type Next = () => number;
const random = (seed: number): Next => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
const pick = <Item>(next: Next, items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;

/** A value of a type in one of the ways in which resolvers give values, or what may go wrong instead. */
function made(next: Next, type: GraphQLOutputType, depth: number): unknown {
  const chance = next();
  if (chance < 0.05) return null;
  if (chance < 0.08) return undefined;
  if (chance < 0.1) return new Error('is an error');
  const value = plain(next, getNullableType(type), depth);
  if (chance < 0.13) return () => Promise.reject(new Error('fails later'));
  if (chance < 0.16)
    return () => {
      throw new Error('fails at once');
    };
  if (chance < 0.18) return [value, 'in a list or in one more'];
  if (chance < 0.3) return Promise.resolve(value);
  if (chance < 0.4) return () => value;
  if (chance < 0.45) return async () => value;
  return value;
}

function plain(next: Next, type: GraphQLOutputType, depth: number): unknown {
  if (isListType(type)) {
    const items = Array.from({ length: Math.floor(next() * 3) }, () => {
      const item = made(next, type.ofType as GraphQLOutputType, depth);
      return typeof item === 'function' ? null : item;
    });
    return next() < 0.1 ? new Set(items) : items;
  }
  if (isEnumType(type)) return pick(next, ['RED', 'GREEN', 'BLUE']);
  if (!isCompositeType(type)) {
    const values = {
      Int: [1, 2.5, 'x'],
      Float: [0.5, 3],
      String: ['a', 1, {}],
      ID: ['i', 7],
      Blob: [{ a: 1 }],
    };
    return pick<unknown>(next, values[String(type) as keyof typeof values]);
  }
  if (depth === 0) return null;
  const options = isObjectType(type) ? [type] : schema.getPossibleTypes(type);
  const runtime = pick(next, options);
  const named = next() < 0.95 ? runtime.name : pick(next, ['Query', 'Nothing']);
  const fields = Object.values(runtime.getFields()).map(({ name, type: of }) => [
    name,
    made(next, of, depth - 1),
  ]);
  return { __typename: named, ...Object.fromEntries(fields) };
}

/** Selections of a type: aliases, fragments, conditions, the same field twice. */
function selections(next: Next, type: GraphQLCompositeType, depth: number): string {
  const parts: string[] = ['__typename'];
  const names = isUnionType(type) ? [] : Object.keys(type.getFields());
  for (let count = 1 + Math.floor(next() * 4); count > 0; count -= 1) {
    if (isUnionType(type) || next() < 0.25) {
      const on = pick<GraphQLCompositeType>(
        next,
        isObjectType(type) ? [type] : [...schema.getPossibleTypes(type)],
      );
      if (depth > 0) parts.push(`... on ${on.name}${condition(next)} { ${selections(next, on, depth - 1)} }`);
      continue;
    }
    const field = type.getFields()[pick(next, names)]!;
    const named = getNamedType(field.type);
    if (isCompositeType(named) && depth === 0) continue;
    const args =
      field.args.length === 0 ? '' : pick(next, ['(size: 1)', '(size: $size)', '(size: 2, name: $name)']);
    // One alias for one field and one type, or the document is not valid.
    const alias = next() < 0.2 ? `${type.name}_${field.name}: ` : '';
    const inner = isCompositeType(named) ? ` { ${selections(next, named, depth - 1)} }` : '';
    parts.push(
      `${args ? `${type.name}_${parts.length}_${depth}: ` : alias}${field.name}${args}${condition(next)}${inner}`,
    );
  }
  return parts.join(' ');
}

const condition = (next: Next): string =>
  pick(next, [
    '',
    '',
    '',
    '',
    ' @include(if: $yes)',
    ' @skip(if: $yes)',
    ' @include(if: $no)',
    ' @skip(if: true)',
  ]);

const HEAD = '($size: Int! = 3, $name: String, $yes: Boolean!, $no: Boolean = false)';

/** What is equal of two answers: graphql-js words three faults of types otherwise. */
const comparable = ({ data, errors }: ExecutionResult) => ({
  data: data === undefined ? undefined : JSON.parse(JSON.stringify(data)),
  errors: (errors ?? []).map(told).sort(),
});
const told = ({ path, message, nodes }: GraphQLError): string =>
  JSON.stringify([path, /type|serialise/i.test(message) ? 'a type' : message, nodes?.length]);

/** Rejections that nobody hears, for as long as a test runs: graphql-js leaves some behind, and may not fail it. */
function unheardRejections(): { count: number; restore: () => void } {
  const listeners = process.listeners('unhandledRejection');
  const seen = {
    count: 0,
    restore: () => {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    },
  };
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', () => {
    seen.count += 1;
  });
  return seen;
}
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('a compiled operation', () => {
  it('answers what graphql-js answers: data, errors, their places, whatever resolvers do', async ({
    onTestFinished,
  }) => {
    const unheard = unheardRejections();
    onTestFinished(unheard.restore);
    const seen = { compared: 0, withErrors: 0, withNullData: 0 };
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom('query', 'mutation'), async (seed, kind) => {
        const next = random(seed);
        const root = kind === 'query' ? schema.getQueryType()! : schema.getMutationType()!;
        const text = `${kind} Q${HEAD} { ${selections(next, root, 4)} }`;
        const document = parse(text, { noLocation: true });
        // Variables that are not used, and fields that cannot be merged, are no fault of the executor.
        const errors = validate(schema, document).filter(({ message }) => !/never used/.test(message));
        fc.pre(errors.length === 0);
        const rootValue = plain(next, root, 4);
        const variables = { size: 4, yes: next() < 0.5, ...(next() < 0.5 ? { name: 'n' } : {}) };
        const context = 'me';
        const expected = await execute({
          schema,
          document,
          rootValue,
          variableValues: variables,
          contextValue: context,
        });
        await aTurn();
        unheard.count = 0;
        const compiled = CompiledOperation.of(schema, document)!;
        for (const _again of [1, 2]) {
          const actual = await compiled.execute({ variables, context, rootValue });
          expect(comparable(actual)).toEqual(comparable(expected));
        }
        await aTurn();
        expect(unheard.count).toBe(0);
        seen.compared += 1;
        if (expected.errors) seen.withErrors += 1;
        if (expected.data === null) seen.withNullData += 1;
      }),
      { numRuns: 400 },
    );
    expect(seen.compared).toBeGreaterThan(150);
    expect(seen.withErrors).toBeGreaterThan(50);
    expect(seen.withNullData).toBeGreaterThan(3);
  });

  it('runs mutations one after the other, and fields of queries at once', async () => {
    const order: string[] = [];
    const slow = (name: string) => async () => {
      order.push(`begin ${name}`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`end ${name}`);
      return { id: name };
    };
    const rootValue = { box: slow('box'), ball: slow('ball'), node: slow('node') };
    const run = (text: string) =>
      CompiledOperation.of(schema, parse(text))!.execute({ variables: {}, context: null, rootValue });
    await run('mutation { box { id } ball { id } }');
    expect(order).toEqual(['begin box', 'end box', 'begin ball', 'end ball']);
    order.length = 0;
    await run('{ box { id } node { id } }');
    expect(order.slice(0, 2)).toEqual(['begin box', 'begin node']);
  });

  it('answers introspection, refuses variables of the wrong type, and leaves odd names to graphql-js', async () => {
    const introspection = parse('{ __schema { types { name } } __type(name: "Box") { name } }');
    const run = { variables: {}, context: null };
    expect(await CompiledOperation.of(schema, introspection)!.execute(run)).toEqual(
      JSON.parse(JSON.stringify(await execute({ schema, document: introspection }))),
    );
    const wanting = parse('query ($size: Int!) { balls { box(size: $size) { id } } }');
    expect(await CompiledOperation.of(schema, wanting)!.execute(run)).toMatchObject({
      errors: [{ message: expect.stringContaining('$size') }],
    });
    expect(CompiledOperation.of(schema, parse('{ __proto__: size }'))).toBeNull();
    expect(CompiledOperation.of(schema, parse('query A { size } query B { size }'))).toBeNull();
  });
});
