import { ANONYMOUS, type Caller } from '@effect-studio/kernel/context';
import { admin, creator, machine } from '@effect-studio/testing/callers';
import { beforeEach, describe, expect, it } from 'vitest';
import { GraphsInProcess } from '../e2e/harness/graphs-in-process.ts';

let mutations = 0;
const effect = {
  __typename: 'Effect',
  id: '1',
  title: 'Dusk',
  margin: 0.4,
  secret: 'sesame',
  books: { total: 7 },
};
const gallery = {
  name: 'gallery' as const,
  typeDefs: `
    interface Shown { id: ID! margin: Float }
    type Effect implements Shown @key(fields: "id") {
      id: ID!
      title: String!
      margin: Float @requiresScopes(scopes: [["admin"], ["auditor", "books:read"]])
      secret: String! @authenticated
      byHand: String @policy(policies: [["person"]])
      books: Books
      parent: Effect
      parents: [Effect!]!
    }
    type Clip implements Shown { id: ID! margin: Float }
    type Books @requiresScopes(scopes: [["admin"]]) { total: Int }
    union Found = Effect | Clip | Books
    type Query {
      effect: Effect @public
      shown: Shown @public
      found: [Found!]! @public
      mine: String @authenticated
    }
    type Mutation { publish: Effect @requiresScopes(scopes: [["admin"]]) like: Int @public }
    type Subscription { changes: Effect @requiresScopes(scopes: [["admin"]]) }`,
  resolvers: {
    Query: {
      effect: () => ({ ...effect, byHand: 'ink', parent: effect, parents: [effect, effect] }),
      shown: () => effect,
      found: () => [effect, { __typename: 'Books', total: 7 }, { __typename: 'Clip', id: '2', margin: 0.1 }],
      mine: () => 'mine',
    },
    Mutation: {
      publish: () => {
        mutations += 1;
        return effect;
      },
      like: () => 1,
    },
    Subscription: { changes: { subscribe: () => [] } },
    Effect: { __resolveReference: async () => effect },
  },
};
const economics = {
  name: 'economics' as const,
  typeDefs: `
    type Effect @key(fields: "id") { id: ID! costs: Costs @requiresScopes(scopes: [["admin"]]) }
    type Costs { sum: Int }
    type Query { open: Int @public }`,
  resolvers: {
    Query: { open: () => 1 },
    Effect: { __resolveReference: async ({ id }: { id: string }) => ({ id, costs: { sum: 12 } }) },
  },
};
const studio = new GraphsInProcess([gallery, economics]);
beforeEach(() => {
  studio.asked.length = 0;
});

const FORBIDDEN = 'FORBIDDEN';
const UNAUTHENTICATED = 'UNAUTHENTICATED';
const CREATOR = creator();

/** @returns the data, and code and path of each error */
async function ask(caller: Caller, query: string) {
  const answer = await studio.ask(caller, query);
  const errors = (answer.errors ?? []).map(({ extensions, path }) => [extensions?.code, path?.join('.')]);
  return { data: 'data' in answer ? answer.data : 'refused', errors };
}

describe('a field that the caller may not have', () => {
  it.each([
    ['plainly', '{ effect { title margin } }', { effect: { title: 'Dusk', margin: null } }, 'effect.margin'],
    ['by an alias', '{ e: effect { title: margin } }', { e: { title: null } }, 'e.title'],
    [
      'in a fragment',
      '{ effect { ...F } } fragment F on Effect { id ... on Effect { margin } }',
      { effect: { id: '1', margin: null } },
      'effect.margin',
    ],
    [
      'in a fragment of a fragment on the interface',
      '{ effect { ...F } } fragment F on Shown { ...G } fragment G on Shown { m: margin }',
      { effect: { m: null } },
      'effect.m',
    ],
    ['over the interface', '{ shown { id margin } }', { shown: { id: '1', margin: null } }, 'shown.margin'],
    [
      'over the interface, by its type',
      '{ shown { ... on Effect { margin } } }',
      { shown: { margin: null } },
      'shown.margin',
    ],
    [
      'deep inside',
      '{ effect { parent { id margin } } }',
      { effect: { parent: { id: '1', margin: null } } },
      'effect.parent.margin',
    ],
    [
      'by its type',
      '{ effect { id books { total } } }',
      { effect: { id: '1', books: null } },
      'effect.books',
    ],
    [
      'under @include',
      '{ effect { margin @include(if: true) } }',
      { effect: { margin: null } },
      'effect.margin',
    ],
  ])('is null with an error at its place: %s', async (_how, query, data, path) => {
    expect(await ask(CREATOR, query)).toEqual({ data, errors: [[FORBIDDEN, path]] });
    // What is asked for in its place says nothing.
    expect(studio.asked.join().replaceAll(/\w+:__typename/g, '')).not.toMatch(/margin|books/);
  });

  it('is told at each of its places in a list, and in a union only where it is met', async () => {
    expect(await ask(CREATOR, '{ effect { parents { margin } } }')).toEqual({
      data: { effect: { parents: [{ margin: null }, { margin: null }] } },
      errors: [
        [FORBIDDEN, 'effect.parents.0.margin'],
        [FORBIDDEN, 'effect.parents.1.margin'],
      ],
    });
    const found = await ask(CREATOR, '{ found { ... on Books { total } ... on Clip { margin } } }');
    expect(found).toEqual({
      data: { found: [{}, { total: null }, { margin: 0.1 }] },
      errors: [[FORBIDDEN, 'found.1.total']],
    });
  });

  it('takes what is around it along where it may not be null', async () => {
    expect(await ask(ANONYMOUS, '{ effect { title secret } }')).toEqual({
      data: { effect: null },
      errors: [[UNAUTHENTICATED, 'effect.secret']],
    });
    expect(await ask(CREATOR, '{ effect { secret } }')).toEqual({
      data: { effect: { secret: 'sesame' } },
      errors: [],
    });
  });

  it('is not fetched from another context either', async () => {
    const { errors } = await ask(CREATOR, '{ effect { title costs { sum } } }');
    expect(errors).toEqual([[FORBIDDEN, 'effect.costs']]);
    expect(studio.asked).toHaveLength(1);
  });

  it('is nothing when @skip leaves it out', async () => {
    expect(await ask(CREATOR, '{ effect { title margin @skip(if: true) } }')).toEqual({
      data: { effect: { title: 'Dusk' } },
      errors: [],
    });
  });
});

describe('a caller', () => {
  it('has what all scopes of one list, a policy and a sign-in give', async () => {
    const auditor = { ...CREATOR, scopes: ['auditor', 'books:read'] };
    expect((await ask(auditor, '{ effect { margin } }')).errors).toEqual([]);
    expect((await ask({ ...CREATOR, scopes: ['auditor'] }, '{ effect { margin } }')).errors).toHaveLength(1);
    expect((await ask(CREATOR, '{ effect { byHand } mine }')).data).toEqual({
      effect: { byHand: 'ink' },
      mine: 'mine',
    });
    expect((await ask(machine(), '{ effect { byHand } }')).errors).toEqual([[FORBIDDEN, 'effect.byHand']]);
    expect((await ask(ANONYMOUS, '{ mine }')).errors).toEqual([[UNAUTHENTICATED, 'mine']]);
  });

  it('never gets the plan of somebody who may have more', async () => {
    const query = '{ effect { title costs { sum } } }';
    for (let round = 0; round < 2; round += 1) {
      expect((await ask(admin(), query)).data).toEqual({ effect: { title: 'Dusk', costs: { sum: 12 } } });
      expect((await ask(CREATOR, query)).data).toEqual({ effect: { title: 'Dusk', costs: null } });
    }
  });
});

describe('what a caller may not do', () => {
  it('is not done, though the rest of the operation is', async () => {
    expect(await ask(CREATOR, 'mutation { publish { id } like }')).toEqual({
      data: { publish: null, like: 1 },
      errors: [[FORBIDDEN, 'publish']],
    });
    expect(
      await ask(CREATOR, 'mutation { a: publish { id } ...F } fragment F on Mutation { publish { id } }'),
    ).toMatchObject({
      data: { a: null, publish: null },
    });
    expect(mutations).toBe(0);
    await ask(admin(), 'mutation { publish { id } }');
    expect(mutations).toBe(1);
  });

  it('is not followed, by whatever fragment it is asked for', async () => {
    for (const query of [
      'subscription { changes { id } }',
      'subscription { x: changes { id } }',
      'subscription { ...F } fragment F on Subscription { ... { changes { id } } }',
    ]) {
      expect(await studio.ask(CREATOR, query)).toMatchObject({
        status: 403,
        errors: [{ extensions: { code: FORBIDDEN } }],
      });
      expect(await studio.ask(ANONYMOUS, query)).toMatchObject({ status: 401 });
    }
    expect(await studio.ask(admin(), 'subscription { changes { id } }')).not.toHaveProperty('status');
  });

  it('is not deferred: there is no @defer', async () => {
    expect(await studio.ask(admin(), '{ effect { ... @defer { margin } } }')).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringContaining('@defer') }],
    });
  });
});
