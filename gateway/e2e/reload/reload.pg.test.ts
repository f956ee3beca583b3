import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { TrustedDocuments } from '../../trusted-documents/trusted-documents.ts';
import { eventually, TestGateway } from '../harness/test-gateway.ts';

const JOIN = '{ runs { id costNanoUsd } }';
const NEW = '{ pricesAreKnown }';
const FOLLOW = 'subscription { runChanged(id: "a") { cursor run { id costNanoUsd } } }';
const OF_TODAY = new TrustedDocuments([JOIN, FOLLOW]);
const OF_TOMORROW = new TrustedDocuments([JOIN, FOLLOW, NEW]);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.open({
    placement: 'over HTTP',
    mode: 'production',
    trustedDocuments: OF_TODAY,
  });
});
afterAll(() => gateway.stop());

/** The supergraph as it was before a field came. */
const withoutField = (sdl: string, field: string): string => {
  const less = sdl.replace(new RegExp(`^ +${field}: .*\n`, 'm'), '');
  expect(less).not.toBe(sdl);
  return less;
};

it('is taken while requests run and sockets are open: none fails, none is closed, all audiences have it at once', async () => {
  const { supergraphSdl } = gateway;
  const yesterday = {
    supergraphSdl: withoutField(supergraphSdl, 'pricesAreKnown'),
    trustedDocuments: OF_TODAY,
  };
  const tomorrow = { supergraphSdl, trustedDocuments: OF_TOMORROW };
  await gateway.gateway.reload(yesterday);
  const authorization = `Bearer ${await gateway.signIn()}`;

  const client = createClient({
    url: gateway.url('/graphql').replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization },
  });
  const heard = client.iterate<{ runChanged: { cursor: string } }>({ query: FOLLOW });
  const first = heard.next();
  await eventually(() => gateway.runs.openCount === 1);

  let isOver = false;
  let answered = 0;
  const traffic = Array.from({ length: 6 }, async (_, index) => {
    const headers: Record<string, string> = index % 2 === 0 ? { authorization } : {};
    while (!isOver) {
      const answer = await gateway.query(JOIN, headers);
      expect(answer).toMatchObject({ status: 200, data: { runs: [{ id: '1' }, { id: '2' }, { id: '1' }] } });
      expect(answer.errors).toBeUndefined();
      answered += 1;
    }
  });
  for (let round = 0; round < 3; round += 1) {
    expect((await gateway.query(NEW)).status).toBe(403);
    await gateway.gateway.reload(tomorrow);
    for (const headers of [{}, { authorization }] as Record<string, string>[]) {
      expect(await gateway.query(NEW, headers)).toMatchObject({ data: { pricesAreKnown: true } });
    }
    await expect(
      gateway.gateway.reload({ ...tomorrow, supergraphSdl: 'type Query { half' }),
    ).rejects.toThrow();
    // A context that nobody can reach is no reason to lose those that can be.
    const unknown = supergraphSdl.replaceAll('ECONOMICS', 'NOWHERE').replaceAll('"economics"', '"nowhere"');
    await expect(gateway.gateway.reload({ ...tomorrow, supergraphSdl: unknown })).rejects.toThrow(/nowhere/);
    expect(await gateway.query(NEW)).toMatchObject({ data: { pricesAreKnown: true } });
    await gateway.gateway.reload(yesterday);
  }
  isOver = true;
  await Promise.all(traffic);
  expect(answered).toBeGreaterThan(30);

  gateway.runs.advance('a');
  const completed = { runChanged: { cursor: '1', run: { id: 'a', costNanoUsd: '12000000000' } } };
  expect((await first).value).toEqual({ data: completed });
  await client.dispose();
});
