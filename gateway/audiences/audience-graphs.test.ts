import { createHash } from 'node:crypto';
import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { AUDIENCES } from '@effect-studio/schema/audiences/audience';
import { admin, creator, machine } from '@effect-studio/testing/callers';
import { getIntrospectionQuery } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { GraphsInProcess, supergraphOf, type ToyContext } from '../e2e/harness/graphs-in-process.ts';
import { LoadedSupergraph } from '../execution/planning/supergraph.ts';
import { TrustedDocuments } from '../trusted-documents/trusted-documents.ts';
import { audienceOf } from './audience-of.ts';

const gallery: ToyContext = {
  name: 'gallery',
  typeDefs: `
    type Effect { id: ID! title: String! margin: Float @sensitive @tag(name: "admin") }
    type Report @tag(name: "admin") { text: String }
    union Found = Effect | Report
    enum State { READY SECRET @tag(name: "admin") }
    type Query {
      effect(raw: Boolean @tag(name: "admin")): Effect @public
      found: Found @public
      state: State @public
      clips(first: Int = 20): [Effect!]! @public @listSize(slicingArguments: ["first"])
      lease: Int @public @tag(name: "agent")
      plumbing: String @public @tag(name: "internal")
    }`,
  resolvers: {
    Query: {
      effect: () => ({ id: '1', title: 'Dusk', margin: 0.4 }),
      found: () => ({ __typename: 'Report', text: 'the secret report' }),
      state: () => 'SECRET',
      clips: () => [],
      lease: () => 1,
      plumbing: () => 'pipes',
    },
  },
};
const PARTNER = { ...machine(), roles: ['partner'], scopes: ['runs:read'] };
const EVERYBODY = { public: ANONYMOUS, user: creator(), admin: admin(), agent: machine(), partner: PARTNER };

describe('the audience', () => {
  it('is that of the caller', () => {
    for (const audience of AUDIENCES) expect(audienceOf(EVERYBODY[audience])).toBe(audience);
  });
});

describe('what is not in a contract', () => {
  const studio = new GraphsInProcess([gallery]);

  it.each([
    ['a sensitive field', '{ effect { margin } }', ['admin']],
    ['an argument', '{ effect(raw: true) { id } }', ['admin']],
    ['a type', '{ found { ... on Report { text } } }', ['admin']],
    ['a root field', '{ lease }', ['agent']],
    ['what is internal', '{ plumbing }', []],
    ['the way to entities', '{ _entities(representations: []) { __typename } }', []],
    ['a kind of operation that the audience does not have', 'subscription { changes }', []],
    ['the SDL of a context', '{ _service { sdl } }', []],
  ])('cannot be asked for: %s', async (_what, query, allowed) => {
    const allowing: string[] = [];
    for (const audience of AUDIENCES) {
      const answer = await studio.ask(EVERYBODY[audience], query);
      if (!('status' in answer)) allowing.push(audience);
      else expect(answer).toMatchObject({ status: 400 });
    }
    expect(allowing).toEqual(allowed);
  });

  it('is not told by values either: neither a hidden type nor a hidden value of an enum', async () => {
    const query = '{ found { __typename ... on Effect { id } } state }';
    expect((await studio.ask(EVERYBODY.admin, query)) as object).toMatchObject({
      data: { found: { __typename: 'Report' }, state: 'SECRET' },
    });
    for (const audience of ['public', 'user', 'agent', 'partner'] as const) {
      const answer = await studio.ask(EVERYBODY[audience], query);
      expect(answer).toMatchObject({ data: { found: null, state: null } });
      expect(JSON.stringify(answer)).not.toMatch(/Report|SECRET/);
    }
  });
});

describe('in production', () => {
  const OURS = '{ effect { id title } }';
  const FOR_ADMINS = '{ effect { margin } }';
  const trusted = new TrustedDocuments([OURS, FOR_ADMINS]);
  const studio = new GraphsInProcess([gallery], { isProduction: true, trusted });
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const byHash = (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });
  const code = (answer: object) =>
    'errors' in answer ? (answer.errors as { extensions: { code: string } }[])[0]?.extensions.code : null;

  it('our own documents are run by their hash or their text, and nothing else but for partners', async () => {
    for (const audience of ['public', 'user', 'admin'] as const) {
      for (const request of [byHash(hashOf(OURS)), OURS]) {
        expect(await studio.ask(EVERYBODY[audience], request)).toMatchObject({
          data: { effect: { title: 'Dusk' } },
        });
      }
      for (const request of [byHash(hashOf('{ effect { id } }')), '{ effect { id } }', `${OURS} `]) {
        const answer = await studio.ask(EVERYBODY[audience], request);
        expect({ answer, code: code(answer) }).toMatchObject({
          answer: { status: 403 },
          code: 'OPERATION_NOT_TRUSTED',
        });
      }
    }
    expect(await studio.ask(PARTNER, '{ effect { id } }')).toMatchObject({ data: { effect: { id: '1' } } });
  });

  it('a document of ours that is for others tells visitors to sign in, and people that they may not', async () => {
    expect(await studio.ask(ANONYMOUS, FOR_ADMINS)).toMatchObject({ status: 401 });
    expect(await studio.ask(EVERYBODY.user, FOR_ADMINS)).toMatchObject({ status: 403 });
    expect(await studio.ask(EVERYBODY.admin, FOR_ADMINS)).toMatchObject({
      data: { effect: { margin: 0.4 } },
    });
  });

  it('partners alone may introspect, and find their own contract', async () => {
    const answer = await studio.ask(PARTNER, getIntrospectionQuery());
    expect(answer).not.toHaveProperty('status');
    expect(JSON.stringify(answer)).toContain('title');
    expect(JSON.stringify(answer)).not.toMatch(/margin|Report|lease|plumbing|SECRET/);
    const open = new GraphsInProcess([gallery], { isProduction: true });
    for (const audience of ['public', 'user', 'admin', 'agent'] as const) {
      for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Effect") { name } }']) {
        expect(await open.ask(EVERYBODY[audience], query)).toMatchObject({ status: 400 });
      }
    }
  });

  it('a refusal suggests no names', async () => {
    const open = new GraphsInProcess([gallery], { isProduction: true });
    const answer = await open.ask(EVERYBODY.user, '{ effect { titel } stat }');
    expect(answer).toMatchObject({ status: 400 });
    expect(JSON.stringify(answer)).not.toMatch(/title|state/);
  });
});

describe('the cost of an operation', () => {
  const studio = new GraphsInProcess([gallery]);

  it('is bounded by audience, with the variables of the request', async () => {
    const query = 'query ($first: Int) { clips(first: $first) { id } }';
    const ask = (caller: Caller, first: number) => studio.ask(caller, { query, variables: { first } });
    expect(await ask(PARTNER, 3_000)).toMatchObject({ data: { clips: [] } });
    expect(await ask(PARTNER, 3_001)).toMatchObject({
      status: 400,
      errors: [
        {
          message: expect.stringContaining('3001'),
          extensions: { code: 'OPERATION_TOO_LARGE', limit: 3_000 },
        },
      ],
    });
    expect(await ask(EVERYBODY.admin, 3_001)).toMatchObject({ data: { clips: [] } });
  });
});

it('takes another supergraph for every audience at once', async () => {
  const studio = new GraphsInProcess([gallery]);
  const next = {
    ...gallery,
    typeDefs: gallery.typeDefs.replace('id: ID! title', 'id: ID! name: String title'),
  };
  await studio.graphs.reload(supergraphOf([next]));
  for (const audience of AUDIENCES) {
    expect(await studio.ask(EVERYBODY[audience], '{ effect { title } }')).toMatchObject({ data: {} });
    const fields = studio.graphs.of(audience).schema.getType('Effect');
    expect(fields && 'getFields' in fields && 'name' in fields.getFields()).toBe(true);
  }
});

describe('a trusted document', () => {
  const DOCUMENT = '{ effect { id title } }';
  const trusted = new TrustedDocuments([DOCUMENT]);
  afterEach(() => vi.restoreAllMocks());

  it('is planned before anybody asks for it, at the start and again before a reload is taken', async () => {
    const plans = vi.spyOn(LoadedSupergraph.prototype, 'plan');
    const studio = new GraphsInProcess([gallery], { isProduction: true, trusted });
    await studio.graphs.warm();
    const ask = async () => {
      plans.mockClear();
      await studio.ask(EVERYBODY.user, DOCUMENT);
      return plans.mock.calls.length;
    };
    expect(await ask()).toBe(0);
    plans.mockClear();
    await studio.graphs.reload(supergraphOf([gallery]));
    expect(plans).toHaveBeenCalled();
    expect(await ask()).toBe(0);
  });
});
