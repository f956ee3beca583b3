import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'graphql-ws';
import { afterEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { eventually, TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
afterEach(() => gateway.stop());

it('closes sockets with 1001 and takes nothing new', async () => {
  gateway = await TestGateway.open();
  const authorization = `Bearer ${await gateway.signIn()}`;
  let closed: unknown = null;
  const client = createClient({
    url: gateway.url('/graphql').replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization },
    on: {
      closed: (event) => {
        closed = event;
      },
    },
  });
  const ended = client
    .iterate({ query: 'subscription { ticking(topic: "x") }' })
    .next()
    .catch(() => undefined);
  await eventually(() => gateway.runs.openCount === 1);
  const startedMs = performance.now();
  await gateway.gateway.stop();
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  await ended;
  await eventually(() => closed !== null);
  expect(closed).toMatchObject({ code: 1001 });
  await eventually(() => gateway.runs.openCount === 0);
  await expect(gateway.query('{ __typename }')).rejects.toThrow();
  await client.dispose();
});

it('opens no socket for a page of another site, cookie or not', async () => {
  const webDir = mkdtempSync(path.join(tmpdir(), 'web-'));
  writeFileSync(path.join(webDir, 'index.html'), '<!doctype html>');
  gateway = await TestGateway.open({ webDir });
  const headers = { origin: 'https://evil.example' };
  const socket = new WebSocket(
    gateway.url('/graphql', 'user').replace('http', 'ws'),
    'graphql-transport-ws',
    { headers },
  );
  const status = await new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('open', () => resolve('open'));
    socket.on('error', () => undefined);
  });
  expect(status).toBe(403);
});

it('opens a socket for a page of the app with its cookie', async () => {
  const webDir = mkdtempSync(path.join(tmpdir(), 'web-'));
  writeFileSync(path.join(webDir, 'index.html'), '<!doctype html>');
  gateway = await TestGateway.open({ webDir });
  const origin = gateway.url('', 'user');
  const body = { email: gateway.anna.email, code: await gateway.code() };
  const signedIn = await gateway.post(
    '/sign-in/redeem',
    body,
    { origin, 'x-studio-client': 'web-user' },
    'user',
  );
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  class PageSocket extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers: { origin, cookie } });
    }
  }
  const client = createClient({
    url: gateway.url('/graphql', 'user').replace('http', 'ws'),
    webSocketImpl: PageSocket,
    retryAttempts: 0,
  });
  const first = client.iterate({ query: 'subscription { runChanged(id: "a") { cursor } }' }).next();
  await eventually(() => gateway.runs.openCount === 1);
  gateway.runs.advance('a');
  expect((await first).value.data).toEqual({ runChanged: { cursor: '1' } });
  await client.dispose();
});
