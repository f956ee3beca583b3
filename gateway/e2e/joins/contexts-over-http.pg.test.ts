import { creator } from '@effect-studio/testing/callers';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.open();
});
afterAll(() => gateway.stop());

const ask = (headers: Record<string, string>) =>
  fetch(`${gateway.contextsUrl}/economics/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ pricesAreKnown }' }),
  });

it('answers 401 without an internal token, and the data with one', async () => {
  expect((await ask({})).status).toBe(401);
  expect((await ask({ authorization: 'Bearer forged' })).status).toBe(401);
  const token = await gateway.tokens.sign({
    caller: creator(),
    correlationId: '018f4e3a-0000-7000-8000-000000000003',
  });
  const answer = await ask({ authorization: `Bearer ${token}` });
  expect(await answer.json()).toEqual({ data: { pricesAreKnown: true } });
});

it('refuses subscriptions without an internal token', async () => {
  const client = createClient({
    url: `${gateway.contextsUrl.replace('http', 'ws')}/orchestrator/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const subscription = client.iterate({ query: 'subscription { ticking(topic: "x") }' });
  await expect(subscription.next()).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  await client.dispose();
});
