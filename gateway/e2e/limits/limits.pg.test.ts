import { defineSubgraph } from '@effect-studio/kernel/subgraph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.open({ mode: 'production' });
});
afterAll(() => gateway.stop());

describe('an operation over the limits', () => {
  it.each([
    ['too many tokens', `{ ${'__typename '.repeat(2_001)} }`, /2000 tokens/],
    [
      'too many aliases',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
      /31 aliases/,
    ],
    ['too much depth', `{ runs ${'{ next '.repeat(15)} { id } ${'}'.repeat(15)} }`, /17 levels/],
  ])('is answered 400: %s', async (_what, query, message) => {
    const answer = await gateway.query(query);
    expect(answer.status).toBe(400);
    expect(answer.errors![0]!.message).toMatch(message);
    expect(answer.errors![0]!.extensions).toMatchObject({
      correlationId: answer.headers.get('x-correlation-id'),
    });
  });

  it('is answered 413 when its body is larger than 256 KiB', async () => {
    const answer = await gateway.query(`{ __typename } # ${'x'.repeat(256 * 1024)}`);
    expect(answer).toMatchObject({ status: 413, errors: [{ extensions: { code: 'BODY_TOO_LARGE' } }] });
  });

  it('is answered 400 when it comes in a batch', async () => {
    const response = await gateway.post('/graphql', [
      { query: '{ __typename }' },
      { query: '{ __typename }' },
    ]);
    expect(response.status).toBe(400);
  });
});

it('lets nobody outside introspect in production, and names no fields in its refusals', async () => {
  expect((await gateway.query('{ __schema { types { name } } }')).status).toBe(400);
  const guess = await gateway.query('{ adminsOnl }');
  expect(JSON.stringify(guess.errors)).not.toContain('adminsOnly');
});

it('refuses what a plain form of another site can send', async () => {
  const response = await fetch(gateway.url('/graphql'), {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { correlationId: expect.any(String) } }],
  });
});

it('answers health and metrics on the API port', async () => {
  expect((await fetch(gateway.url('/health/live'))).status).toBe(200);
  expect((await fetch(gateway.url('/health/ready'))).status).toBe(200);
  expect(await (await fetch(gateway.url('/metrics'))).text()).toContain('process_cpu');
  expect((await fetch(gateway.url('/elsewhere'))).status).toBe(404);
});

it('refuses with 429 what is more than it may work on at once, and keeps the connection', async () => {
  const { promise: isOpen, resolve: openGate } = Promise.withResolvers<void>();
  let waiting = 0;
  const slow = defineSubgraph({
    name: 'prompts',
    module: 'M4',
    typeDefs: 'type Query { atTheGate: Boolean! @public }',
    resolvers: {
      Query: {
        atTheGate: async () => {
          waiting += 1;
          await isOpen;
          return true;
        },
      },
    },
    entities: [],
    migrations: [],
    consumers: [],
    jobs: [],
  });
  const busy = await TestGateway.open({
    contexts: [slow],
    environment: { MAX_OPERATIONS_IN_FLIGHT: '2' },
  });
  try {
    const inside = [busy.query('{ atTheGate }'), busy.query('{ atTheGate }')];
    await eventually(() => waiting === 2);
    const refused = await busy.query('{ atTheGate }');
    expect(refused).toMatchObject({ status: 429, errors: [{ extensions: { code: 'OVERLOADED' } }] });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('connection')).not.toBe('close');
    const scraped = await (await fetch(busy.url('/metrics'))).text();
    expect(scraped).toContain('studio_operations_in_flight{kind="bounded"} 2');
    expect(scraped).toContain('studio_operations_limit 2');
    expect(scraped).toContain('studio_requests_refused_total{reason="overloaded",tier=""} 1');
    openGate();
    expect((await Promise.all(inside)).map(({ data }) => data)).toEqual([
      { atTheGate: true },
      { atTheGate: true },
    ]);
    expect((await busy.query('{ pricesAreKnown }')).status).toBe(200);
    expect(waiting).toBe(2);
  } finally {
    openGate();
    await busy.stop();
  }
});

it('asks people to come again where nobody can be counted, and goes on with what need not be', async () => {
  const alone = await TestGateway.open();
  try {
    alone.redis.disconnect();
    const signIn = await alone.post('/sign-in/redeem', { email: alone.anna.email, code: '000000' });
    expect(signIn.status).toBe(503);
    expect(signIn.headers.get('retry-after')).toBe('1');
    expect(await signIn.json()).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await alone.query('{ pricesAreKnown }')).toMatchObject({
      status: 200,
      data: { pricesAreKnown: true },
    });
  } finally {
    await alone.stop();
  }
});
