import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { LIMITS, measure, OPERATION_LIMITS, withinLimits } from './operation-limits.ts';

const nested = (depth: number): string => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;

describe('the measure of an operation', () => {
  it('counts fields inside fields, through fragments', () => {
    expect(measure(parse(nested(7))).depth).toBe(7);
    expect(measure(parse('{ a { ...F } } fragment F on T { b { ... on T { c } } }')).depth).toBe(3);
  });

  it('counts aliases as often as their fragment is spread', () => {
    const spreads = Array.from({ length: 10 }, (_, index) => `f${index}: a { ...F }`).join(' ');
    expect(measure(parse(`{ ${spreads} } fragment F on T { x: b y: c }`)).aliases).toBe(30);
  });

  it('stays cheap where fragments multiply', () => {
    const levels = Array.from(
      { length: 60 },
      (_, level) => `fragment F${level} on T { x${level}: a { ...F${level + 1} ...F${level + 1} } }`,
    );
    const { aliases } = measure(parse(`{ ...F0 } ${levels.join(' ')} fragment F60 on T { a }`));
    expect(aliases).toBeGreaterThan(2 ** 58);
  });

  it('ends on fragments that spread each other', () => {
    expect(measure(parse('{ ...A } fragment A on T { ...B } fragment B on T { ...A }')).depth).toBe(0);
  });
});

describe('the limits', () => {
  const schema = buildSchema('type Query { a: Query b: Int }');
  const errors = (query: string) =>
    validate(schema, parse(query), [withinLimits]).map((error) => error.message);

  it('allow what lies on them and refuse one more', () => {
    expect(errors(nested(LIMITS.depth))).toEqual([]);
    expect(errors(nested(LIMITS.depth + 1))[0]).toContain('15 levels');
    const aliases = (count: number) => `{ ${Array.from({ length: count }, (_, i) => `x${i}: b`).join(' ')} }`;
    expect(errors(aliases(LIMITS.aliases))).toEqual([]);
    expect(errors(aliases(LIMITS.aliases + 1))[0]).toContain('31 aliases');
  });

  it('let the usual introspection through', () => {
    expect(errors(getIntrospectionQuery())).toEqual([]);
  });

  it('end parsing at the token limit', () => {
    const { maxTokens } = OPERATION_LIMITS;
    expect(() => parse(`{ ${'b '.repeat(LIMITS.tokens)} }`, { maxTokens })).toThrow(/2000 tokens/);
  });
});
