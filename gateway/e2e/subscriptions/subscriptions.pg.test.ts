import { issueSignInCode } from '@effect-studio/identity/use-cases/issue-sign-in-code';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import { newId } from '@effect-studio/kernel/ids';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { eventually, type Placement, TestGateway } from '../harness/test-gateway.ts';

const FOLLOW = `subscription ($id: ID!, $after: Cursor) {
  runChanged(id: $id, after: $after) { cursor run { id costNanoUsd owner { displayName } } }
}`;

describe.each<Placement>(['in process', 'over HTTP'])('a subscription, contexts %s', (placement) => {
  let gateway: TestGateway;
  let token: string;
  const clients: Client[] = [];
  beforeAll(async () => {
    gateway = await TestGateway.open({ placement });
    token = await gateway.signIn();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
    await eventually(() => gateway.runs.openCount === 0);
  });
  afterAll(() => gateway.stop());

  const url = () => gateway.url('/graphql').replace('http', 'ws');
  const connect = (
    authorization: string | null = `Bearer ${token}`,
    onClosed: (event: unknown) => void = () => undefined,
  ) => {
    const client = createClient({
      url: url(),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: authorization ? { authorization } : {},
      on: { closed: onClosed },
    });
    clients.push(client);
    return client;
  };
  const follow = (client: Client, variables: Record<string, unknown>) =>
    client.iterate<{ runChanged: { cursor: string; run: object } }>({ query: FOLLOW, variables });

  it('joins three contexts for each event', async () => {
    const events = follow(connect(), { id: 'a' });
    const first = events.next();
    await eventually(() => gateway.runs.openCount === 1);
    gateway.runs.advance('a');
    expect((await first).value.data.runChanged).toEqual({
      cursor: String(gateway.runs.steps.length),
      run: { id: 'a', costNanoUsd: '12000000000', owner: { displayName: 'Anna' } },
    });
  });

  it('resumes after its cursor and misses nothing', async () => {
    const start = gateway.runs.steps.length;
    for (const id of ['a', 'b', 'c']) gateway.runs.advance(id);
    const events = follow(connect(), { id: 'a', after: String(start + 1) });
    const cursors = [];
    for (let count = 0; count < 2; count += 1)
      cursors.push((await events.next()).value.data.runChanged.cursor);
    expect(cursors).toEqual([String(start + 2), String(start + 3)]);
  });

  it('reaches its owner when it is ended while nothing happens', async () => {
    const events = follow(connect(), { id: 'a' });
    void events.next();
    await eventually(() => gateway.runs.openCount === 1);
    await events.return?.();
    await eventually(() => gateway.runs.openCount === 0);
  });

  it('ends at an owner that waits inside a generator', async () => {
    const client = connect();
    const events = client.iterate({ query: 'subscription { ticking(topic: "quiet") }' });
    void events.next();
    await eventually(() => gateway.runs.openCount === 1);
    await events.return?.();
    await eventually(() => gateway.runs.openCount === 0);
  });

  it('ends at its owner when the socket breaks', async () => {
    let socket: WebSocket | undefined;
    const client = createClient({
      url: url(),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
      on: {
        connected: (opened) => {
          socket = opened as WebSocket;
        },
      },
    });
    clients.push(client);
    const ended = follow(client, { id: 'a' })
      .next()
      .catch(() => undefined);
    await eventually(() => gateway.runs.openCount === 1);
    socket!.terminate();
    await ended;
    await eventually(() => gateway.runs.openCount === 0);
  });

  it.each([
    ['nobody', null],
    ['a forged token', 'Bearer forged'],
  ])('is refused for %s', async (_who, authorization) => {
    await expect(follow(connect(authorization), { id: 'a' }).next()).rejects.toMatchObject({ code: 4403 });
  });

  it('is held to the limits and rules of the graph', async () => {
    const client = connect();
    const refusals = [
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      [`subscription { ${'__typename '.repeat(2_001)} }`, 'OPERATION_TOO_LARGE'],
      [
        `subscription { runChanged(id: "a") { ${Array.from({ length: 31 }, (_, i) => `a${i}: cursor`).join(' ')} } }`,
        'OPERATION_TOO_LARGE',
      ],
    ] as const;
    for (const [query, code] of refusals) {
      await expect(client.iterate({ query }).next()).rejects.toMatchObject([{ extensions: { code } }]);
    }
  });

  it('is refused where a scope is missing', async () => {
    const user = await signInPlainUser(gateway);
    const answer = connect(`Bearer ${user}`).iterate({ query: 'subscription { adminsTicking }' }).next();
    await expect(answer).rejects.toMatchObject([
      { extensions: { code: 'FORBIDDEN', correlationId: expect.any(String) } },
    ]);
  });

  it('is followed once at its owner for all who follow the same, and by itself for who follows another', async () => {
    const [one, other] = [connect(), connect()];
    const same = [one, one, other].map((client) => follow(client, { id: 'a' }).next());
    await eventually(() => gateway.runs.openCount === 1);
    const alone = follow(other, { id: 'b', after: String(gateway.runs.steps.length) }).next();
    await eventually(() => gateway.runs.openCount === 2);
    gateway.runs.advance('a');
    const answers = await Promise.all(same);
    expect(new Set(answers.map(({ value }) => JSON.stringify(value))).size).toBe(1);
    expect((await alone).value.data.runChanged.run).toMatchObject({ id: 'a' });
  });

  it('is refused beyond a hundred of one connection, and another connection has room', async () => {
    const client = connect();
    const open = Array.from({ length: 100 }, (_, at) => follow(client, { id: `run-${at}` }).next());
    await eventually(() => gateway.runs.openCount === 100);
    await expect(follow(client, { id: 'one more' }).next()).rejects.toMatchObject([
      { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } },
    ]);
    const elsewhere = follow(connect(), { id: 'one more' }).next();
    await eventually(() => gateway.runs.openCount === 101);
    gateway.runs.advance('a');
    await Promise.all([...open, elsewhere]);
  });

  it('ends within five seconds when its session is revoked', async () => {
    const own = await gateway.signIn();
    let closed: unknown = null;
    const client = connect(`Bearer ${own}`, (event) => {
      closed = event;
    });
    const ended = follow(client, { id: 'a' })
      .next()
      .catch((error: unknown) => error);
    await eventually(() => gateway.runs.openCount === 1);
    const revokedAtMs = performance.now();
    await gateway.post('/sign-out', {}, { authorization: `Bearer ${own}` });
    await ended;
    await eventually(() => closed !== null);
    expect(closed).toMatchObject({ code: 4401 });
    expect(performance.now() - revokedAtMs).toBeLessThan(5_000);
  });
});

async function signInPlainUser(gateway: TestGateway): Promise<string> {
  const ctx = gateway.studio.call('identity');
  const email = `ben-${newId()}@example.org`;
  await registerPerson(ctx, { email, displayName: 'Ben', roles: ['user'] });
  const { code } = await issueSignInCode(ctx, { email });
  const response = await gateway.post('/sign-in/redeem', { email, code });
  return ((await response.json()) as { sessionToken: string }).sessionToken;
}
