import { buildSchema, getIntrospectionQuery, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { LIMITS, type OperationLimits } from './audience-limits.ts';
import { CostTable } from './cost-table.ts';
import { measure } from './measure.ts';
import { OperationCosts } from './operation-cost.ts';
import { excesses } from './operation-limits.ts';

const nested = (depth: number): string => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;
const times = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

describe('the measure of an operation', () => {
  it('counts fields inside fields, through fragments', () => {
    expect(measure(parse(nested(7))).depth).toBe(7);
    expect(measure(parse('{ a { ...F } } fragment F on T { b { ... on T { c } } }')).depth).toBe(3);
  });

  it('counts aliases, fields and directives as often as their fragment is spread', () => {
    const spreads = times(10, (index) => `f${index}: a { ...F }`);
    expect(measure(parse(`{ ${spreads} } fragment F on T { x: b y: c @skip(if: true) }`))).toEqual({
      depth: 2,
      aliases: 30,
      fields: 30,
      rootFields: 10,
      directives: 10,
    });
  });

  it('counts root fields of the largest operation, through fragments', () => {
    expect(measure(parse('query A { a } query B { ...F b } fragment F on Query { c d }')).rootFields).toBe(3);
  });

  it('stays cheap where fragments multiply', () => {
    const levels = times(
      60,
      (level) => `fragment F${level} on T { x${level}: a { ...F${level + 1} ...F${level + 1} } }`,
    );
    const { aliases } = measure(parse(`{ ...F0 } ${levels} fragment F60 on T { a }`));
    expect(aliases).toBeGreaterThan(2 ** 58);
  });

  it('ends on fragments that spread each other', () => {
    expect(measure(parse('{ ...A } fragment A on T { ...B } fragment B on T { ...A }')).depth).toBe(0);
  });
});

describe('the limits', () => {
  const limits = LIMITS.user;
  const told = (query: string): string[] => excesses(parse(query), limits).map(({ message }) => message);

  it.each<[keyof OperationLimits, (count: number) => string]>([
    ['depth', nested],
    ['aliases', (count) => `{ a { ${times(count, (index) => `x${index}: b`)} } }`],
    ['fields', (count) => `{ a { ${times(count - 1, () => 'b')} } }`],
    ['rootFields', (count) => `{ ${times(count, () => 'b')} }`],
    ['directives', (count) => `{ a ${times(count, () => '@skip(if: false)')} }`],
  ])('of %s allow what lies on them, and refuse one more with its number', (what, query) => {
    expect(told(query(limits[what]))).toEqual([]);
    expect(told(query(limits[what] + 1)).join()).toMatch(
      new RegExp(`has ${limits[what] + 1} .*; ${limits[what]} are`),
    );
  });

  it('let the usual introspection through', () => {
    expect(told(getIntrospectionQuery())).toEqual([]);
  });
});

describe('the static cost', () => {
  const SDL = `
    directive @cost(weight: Int!) on FIELD_DEFINITION | OBJECT
    directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
    type Query {
      runs(first: Int = 20): RunConnection! @listSize(slicingArguments: ["first"], sizedFields: ["edges"])
      tags: [String!]!
      some: [Run!]! @listSize(assumedSize: 3)
      many: [Run!]!
      answer: Answer
      dear: Run @cost(weight: 40)
    }
    type RunConnection { edges: [RunEdge!]! pageInfo: PageInfo! }
    type RunEdge { node: Run! }
    type PageInfo { hasNextPage: Boolean! }
    type Run { id: ID! owner: User! runs: [Run!]! }
    type User { name: String }
    union Answer = Run | User
    type Mutation { start: Run }`;
  const schema = buildSchema(SDL);
  const costs = new OperationCosts(new CostTable(parse(SDL)));
  const cost = (text: string, variables = {}): number => {
    const document = parse(text);
    return costs.of({ schema, text, document, operation: getOperationAST(document)! }, variables);
  };

  it('counts objects, by their weights, lists by what is asked for, what is assumed, or ten', () => {
    // The connection, then edge, node and owner as often as there are.
    expect(cost('{ runs(first: 5) { edges { node { id owner { name } } } } }')).toBe(1 + 5 * 3);
    expect(cost('{ runs { edges { node { id } } pageInfo { hasNextPage } } }')).toBe(1 + 20 * 2 + 1);
    expect(cost('{ tags some { id } }')).toBe(3);
    expect(cost('{ many { id } dear { id } }')).toBe(10 + 40);
    expect(cost('{ many { runs { id } } }')).toBe(10 * (1 + 10));
    expect(cost('mutation { start { id } }')).toBe(11);
  });

  it('follows the variables of the request, and their defaults', () => {
    const query = 'query ($first: Int = 7) { runs(first: $first) { edges { node { id } } } }';
    expect(cost(query, { first: 1_000_000 })).toBe(1 + 1_000_000 * 2);
    expect(cost(query)).toBe(1 + 7 * 2);
    expect(cost(query, { first: null })).toBe(1 + 20 * 2);
    expect(cost(query, { first: -5 })).toBe(1);
  });

  it('takes the dearest of what a union may be, through fragments', () => {
    const query = '{ answer { ... on Run { owner { name } } ...U } } fragment U on User { name }';
    expect(cost(query)).toBe(2);
  });
});
