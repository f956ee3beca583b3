import { admin, creator, machine } from '@effect-studio/testing/callers';
import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ANONYMOUS, type Caller, systemCaller } from '../context.ts';
import { buildSchema, defineSubgraph } from '../subgraph.ts';

function context(typeDefs: string) {
  return defineSubgraph({
    name: 'operations',
    module: null,
    typeDefs,
    resolvers: {
      Query: {
        open: () => 'open',
        mine: () => 'mine',
        byHand: () => 'by hand',
        books: () => ({ margin: 1 }),
      },
    },
    entities: [],
    migrations: [],
    consumers: [],
    jobs: [],
  });
}

const schema = buildSchema(
  context(`
    type Query {
      open: String @public
      mine: String @authenticated
      byHand: String @policy(policies: [["person"]])
      unknown: String @policy(policies: [["of the sixth seal"]])
      books: Books @authenticated
    }
    type Books { margin: Int @requiresScopes(scopes: [["admin"], ["auditor", "books:read"]]) }
  `),
);

async function ask(caller: Caller, query: string) {
  const result = await execute({ schema, document: parse(query), contextValue: { caller } });
  return result.errors?.[0]?.extensions.code ?? result.data;
}

describe('a guarded field', () => {
  it('lets visitors see what is public and nothing else', async () => {
    expect(await ask(ANONYMOUS, '{ open }')).toEqual({ open: 'open' });
    expect(await ask(ANONYMOUS, '{ mine }')).toBe('UNAUTHENTICATED');
  });

  it('asks for all scopes of one of its lists, also below the root', async () => {
    expect(await ask(creator(), '{ books { margin } }')).toBe('FORBIDDEN');
    expect(await ask(admin(), '{ books { margin } }')).toEqual({ books: { margin: 1 } });
    expect(await ask({ ...creator(), scopes: ['auditor'] }, '{ books { margin } }')).toBe('FORBIDDEN');
    expect(await ask({ ...creator(), scopes: ['auditor', 'books:read'] }, '{ books { margin } }')).toEqual({
      books: { margin: 1 },
    });
  });

  it('asks for the policy that it names, which nobody holds when nobody knows it', async () => {
    expect(await ask(creator(), '{ byHand }')).toEqual({ byHand: 'by hand' });
    expect(await ask(machine(), '{ byHand }')).toBe('FORBIDDEN');
    expect(await ask(ANONYMOUS, '{ byHand }')).toBe('UNAUTHENTICATED');
    expect(await ask(creator(), '{ unknown }')).toBe('FORBIDDEN');
  });

  it('is open to the platform itself', async () => {
    expect(await ask(systemCaller(), '{ books { margin } }')).toEqual({ books: { margin: 1 } });
  });
});

it('refuses to start with a root field that does not say who may call it', () => {
  expect(() => buildSchema(context('type Query { open: String @public forgotten: Int }'))).toThrow(
    /Query.forgotten/,
  );
});
