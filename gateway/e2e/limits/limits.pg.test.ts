import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGateway } from '../harness/test-gateway.ts';

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
