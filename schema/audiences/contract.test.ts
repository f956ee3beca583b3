import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { lexicographicSortSchema, parse, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose, contractsOf } from '../build/compose.ts';
import { AUDIENCES, type Audience } from './audience.ts';
import { contractOf } from './contract.ts';
import { elementsOf, listElements } from './elements.ts';
import { apiDocument, withoutSecurityMarks } from './supergraph-document.ts';
import { tagFaults } from './tag-faults.ts';
import { wholeApi } from './whole-api.ts';

const supergraph = readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8');
const COMMON = readFileSync(new URL('../sdl/common.graphql', import.meta.url), 'utf8');
const contracts = new Map(contractsOf(supergraph).map((contract) => [contract.audience, contract]));
const elements = (audience: Audience) => new Set(elementsOf(contracts.get(audience)!.schema));

const composed = (sdl: string) =>
  apiDocument(parse(compose([{ name: 'toy', sdl: `${COMMON}\n${sdl}` }]).supergraphSdl));

describe('the contracts of the studio', () => {
  it('together with what is internal are what Apollo calls the API of the supergraph', () => {
    const theirs = Supergraph.build(withoutSecurityMarks(supergraph), { validateSupergraph: true })
      .apiSchema()
      .toGraphQLJSSchema();
    // Apollo keeps the scalars in which scopes and policies are written, which nothing uses.
    const text = printSchema(lexicographicSortSchema(theirs)).replace(/scalar \w+__\w+\n*/g, '');
    const ours = printSchema(lexicographicSortSchema(wholeApi(apiDocument(parse(supergraph)))));
    expect(ours.trim()).toBe(text.trim());
  });

  it('have nothing that is internal', () => {
    for (const audience of AUDIENCES) {
      for (const name of ['SessionIdentity', 'Query.machineIdentity', 'Mutation.redeemSignInCode']) {
        expect(elements(audience)).not.toContain(name);
      }
    }
  });

  it('have sensitive fields for admins alone, by whatever way', () => {
    for (const field of ['Task.costNanoUsd', 'Margin.profitNanoUsd', 'RateCard.tokenRateNanoUsd']) {
      const holders = AUDIENCES.filter((audience) => elements(audience).has(field));
      expect({ field, holders }).toEqual({ field, holders: ['admin'] });
    }
  });

  it('give everybody what is public, and machines nothing of people', () => {
    for (const audience of ['user', 'admin', 'partner'] as const) {
      const missing = [...elements('public')].filter((element) => !elements(audience).has(element));
      expect(missing.filter((element) => !/[eE]nrol/.test(element) && element !== 'Query.me')).toEqual([]);
    }
    for (const element of ['Task.run', 'User', 'Wallet', 'Mutation.submitRun']) {
      expect(elements('agent')).not.toContain(element);
    }
    expect(elements('agent')).toContain('Mutation.leaseTasks');
  });

  it('are listed element by element', () => {
    const list = listElements([...contracts.values()]);
    expect(list).toContain('Mutation.leaseTasks\tagent\n');
    expect(list).toContain('Margin.profitNanoUsd\tadmin\n');
    expect(list).toContain('SubmitRunResult = InsufficientTokens\tuser admin partner\n');
  });
});

describe('a contract', () => {
  const names = (sdl: string, audience: Audience) => elementsOf(contractOf(composed(sdl), audience).schema);

  it('leaves out fields, arguments, enum values and members that are tagged for others, and what only they lead to', () => {
    const sdl = `
      type Query {
        clip(id: ID!, raw: Boolean @tag(name: "admin")): Answer @public
        books: Books @public @tag(name: "admin")
      }
      union Answer = Clip | Refusal
      type Clip { id: ID! state: State! note: String @tag(name: "user") @tag(name: "admin") }
      type Refusal @tag(name: "admin") { why: String }
      enum State { READY SECRET @tag(name: "admin") }
      type Books { total: Int page: Page }
      type Page { number: Int }`;
    const partner = names(sdl, 'partner');
    expect(partner).toEqual(
      expect.arrayContaining(['Clip.state', 'State.READY', 'Query.clip(id:)', 'Answer = Clip']),
    );
    for (const hidden of [
      'Query.clip(raw:)',
      'Refusal',
      'Answer = Refusal',
      'Clip.note',
      'State.SECRET',
      'Books',
      'Page',
    ]) {
      expect(partner).not.toContain(hidden);
      expect(names(sdl, 'admin')).toEqual(
        hidden === 'Clip.note' ? expect.anything() : expect.arrayContaining([hidden]),
      );
    }
  });

  it('keeps what implements an interface that is answered, and not what merely shares one', () => {
    const sdl = `
      interface Node { id: ID! }
      interface Named { name: String }
      type Query { node: Node @public }
      type Clip implements Node & Named { id: ID! name: String }
      type Hidden implements Named { name: String }`;
    expect(names(sdl, 'user')).toEqual(expect.arrayContaining(['Node', 'Clip', 'Named']));
    expect(names(sdl, 'user')).not.toContain('Hidden');
  });

  it('is refused where something visible has a type that is not', () => {
    const sdl = `type Query { clip: Clip @public } type Clip { books: Books } type Books @tag(name: "admin") { total: Int }`;
    expect(() => names(sdl, 'user')).toThrow(/"user".*Clip.books has the type Books/s);
    expect(names(sdl, 'admin')).toContain('Books.total');
  });
});

describe('the build', () => {
  it.each([
    ['a root field for nobody in particular', 'type Query { clip: Int @public }', /Query.clip has no @tag/],
    [
      'something sensitive that is tagged for nobody',
      'type Query { a: A @public @tag(name: "user") } type A { cost: Int @sensitive }',
      /A.cost is @sensitive, but neither/,
    ],
    [
      'something sensitive that is tagged for others than admins',
      'type Query { a: Int @public @sensitive @tag(name: "user") }',
      /Query.a is @sensitive, and tagged for user/,
    ],
    [
      'a tag that is no audience',
      'type Query { a: Int @public @tag(name: "users") }',
      /"users", which is no/,
    ],
  ])('refuses %s', (_what, sdl, fault) => {
    expect(tagFaults(composed(sdl)).join('\n')).toMatch(fault);
  });
});
