import { buildSubgraphSchema } from '@apollo/subgraph';
import { type ExecutionResult, execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { CompiledOperation } from './compiled-operation.ts';

type Reference = { __typename: string; id: string };
const later = async <Value>(value: Value): Promise<Value> => value;

const schema = buildSubgraphSchema([
  {
    typeDefs: parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])
      type Query { any: Int }
      type Box @key(fields: "id") { id: ID! name: String! size(of: Int): Int }
      type Ball @key(fields: "id") { id: ID! colour: String box: Box }
      type Plain @key(fields: "id") { id: ID! }
      interface Toy @key(fields: "id") { id: ID! fun: Int }
      type Kite implements Toy @key(fields: "id") { id: ID! fun: Int }`),
    resolvers: {
      Box: {
        __resolveReference: ({ id }: Reference) => {
          if (id === 'throws') return Promise.reject(new Error('no such box'));
          if (id === 'error') return later(new Error('an error as a value'));
          if (id === 'nameless') return later({ id, name: null });
          if (id === 'another') return later({ __typename: 'Ball', id, name: 'says that it is a ball' });
          return later(id === 'gone' ? null : { id, name: `box ${id}` });
        },
        size: (_box: unknown, { of = 2 }: { of?: number }) => of * 2,
      },
      Ball: {
        __resolveReference: ({ id }: Reference) => (id === 'gone' ? undefined : { id, colour: 'red' }),
        box: ({ id }: Reference) => later({ id, name: 'inner' }),
      },
      Toy: { __resolveReference: ({ id }: Reference) => later({ __typename: 'Kite', id, fun: 3 }) },
    } as never,
  },
]);

const QUERY = `query ($representations: [_Any!]!, $of: Int) {
  _entities(representations: $representations) {
    __typename
    ... on Box { id name big: size(of: $of) }
    ... on Ball { colour box { name } }
    ... on Plain { id }
    ... on Toy { fun }
  }
}`;

const comparable = ({ data, errors }: ExecutionResult) => ({
  data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
  errors: (errors ?? []).map(({ message, path }) => ({ message, path })),
});

async function both(representations: unknown, of?: number) {
  const document = parse(QUERY);
  const variables = { representations, ...(of === undefined ? {} : { of }) };
  const copy = () => structuredClone(variables) as Record<string, unknown>;
  const expected = await execute({ schema, document, variableValues: copy(), contextValue: null });
  const compiled = await CompiledOperation.of(schema, document)!.execute({
    variables: copy(),
    context: null,
  });
  return { expected: comparable(expected), compiled: comparable(compiled) };
}
const box = (id: string): Reference => ({ __typename: 'Box', id });

describe('entities of a compiled operation', () => {
  it.each<[string, unknown, number?]>([
    ['are there', [box('1'), { __typename: 'Ball', id: '2' }, box('1')], 5],
    ['are not there', [box('gone'), { __typename: 'Ball', id: 'gone' }]],
    ['fail one by one', [box('throws'), box('1'), box('error'), box('nameless')]],
    ['are of a type without a resolver', [{ __typename: 'Plain', id: '3' }]],
    ['are known as another type to who resolves them', [box('another')]],
    ['are of an interface', [{ __typename: 'Toy', id: '4' }, box('1')]],
    ['are none', []],
    ['are of no type', [{ __typename: 'Nothing', id: '1' }]],
    ['name no type', [{ id: '1' }]],
  ])('are what @apollo/subgraph gives where they %s', async (_where, representations, of) => {
    const { expected, compiled } = await both(representations, of);
    expect(compiled).toEqual(expected);
  });

  it.each([[null], ['text'], [[null]], [{ id: '1' }], [undefined]])(
    'are refused where they are no list of objects: %j',
    async (representations) => {
      const { expected, compiled } = await both(representations);
      expect(compiled.data).toEqual(expected.data);
      expect(compiled.errors).toHaveLength(expected.errors.length);
    },
  );

  it('fail alone where a resolver throws at once, which would end all of them elsewhere', async () => {
    const throwing = buildSubgraphSchema([
      {
        typeDefs: parse('type Query { any: Int } type Box @key(fields: "id") { id: ID! }'),
        resolvers: {
          Box: {
            __resolveReference: ({ id }: Reference) => {
              if (id === 'bad') throw new Error('at once');
              return { id };
            },
          },
        } as never,
      },
    ]);
    const document = parse('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Box { id } } }');
    const variables = { r: [box('1'), box('bad')] };
    const answer = await CompiledOperation.of(throwing, document)!.execute({ variables, context: null });
    expect(answer).toMatchObject({
      data: { _entities: [{ id: '1' }, null] },
      errors: [{ message: 'at once', path: ['_entities', 1] }],
    });
  });
});
