import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { createClient } from 'graphql-ws';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { ProcessBench, type ProcessUnderTest } from './process-under-test.ts';
import { signedIn } from './signed-in.ts';

/** Processes start slowly on a machine that has much to do. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** What a supervisor gives a process between SIGTERM and SIGKILL. */
const DEADLINE_MS = 10_000;

let bench: ProcessBench;
let token: string;
let held: pg.PoolClient | null = null;

beforeAll(async () => {
  bench = await ProcessBench.open();
  token = await signedIn(bench.environment);
});
afterAll(() => bench?.close());
afterEach(letGo);

/** Makes every statement about a table wait until {@link letGo}. */
async function hold(table: string): Promise<void> {
  held = await bench.owner.connect();
  await held.query('begin');
  await held.query(`lock table ${table} in access exclusive mode`);
}

async function letGo(): Promise<void> {
  await held?.query('rollback');
  held?.release();
  held = null;
}

/** Resolves when so many statements wait for a lock. */
const waiting = (count: number) =>
  expect
    .poll(
      async () => {
        const { rows } = await bench.owner.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows[0]!.count;
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBeGreaterThanOrEqual(count);

/** SIGTERM, and how it ended: status 0, by itself, in time. */
async function expectOrderlyEnd(one: ProcessUnderTest, startedMs: number): Promise<void> {
  expect(await one.exited).toEqual({ code: 0, signal: null });
  const tookMs = performance.now() - startedMs;
  if (tookMs > DEADLINE_MS) throw new Error(`it took ${Math.round(tookMs)} ms:\n${one.output}`);
}

interface Answered {
  status: number;
  connection: string | undefined;
  body: { data?: Record<string, unknown> | null };
}

/** Where operations are posted, and as whom. */
interface Door {
  path: string;
  token: string;
}
const gateway = (): Door => ({ path: '/graphql', token });

/** Posts an operation on a connection of the agent's. */
function post(port: number, agent: Agent, query: string, door = gateway()): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${door.token}` };
    const sent = request({ port, agent, path: door.path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Answered['body'];
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, body });
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ query }));
  });
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** How many of an agent's connections stand and have handed their request to the system. */
const handedOver = (agent: Agent): number =>
  Object.values(agent.sockets)
    .flatMap((sockets) => sockets ?? [])
    .filter((socket) => !socket.connecting && socket.writableLength === 0).length;

/** The first line that a connection answers; empty when it is cut. */
async function firstLine(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.includes('\r\n')) break;
  }
  return text.split('\r\n')[0]!;
}

const isRefused = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
};

const RUNS = '{ runs { edges { node { id } } } }';

interface Served {
  process: ProcessUnderTest;
  /** Where runs can be asked for. */
  door: Door;
  /** Answered at once. */
  light: string;
  subscription: { path: string; operation: { query: string; extensions?: Record<string, unknown> } };
}

/** SIGTERM while requests wait, arrive half and have not been sent yet, and a socket is open. */
async function expectNothingDropped({ process, door, light, subscription }: Served): Promise<void> {
  const { port } = process;
  const client = createClient({
    url: `ws://127.0.0.1:${port}${subscription.path}`,
    webSocketImpl: WebSocket,
    lazy: false,
    onNonLazyError: () => undefined,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${door.token}` },
  });
  const closedWith = new Promise<unknown>((resolve) => client.on('closed', resolve));
  const heard = client.iterate(subscription.operation);
  const subscribed = heard.next().catch(() => undefined);
  await new Promise((resolve) => client.on('connected', resolve));

  // Connections that carry nothing when the signal comes, and one whose request has half arrived.
  const agent = new Agent({ keepAlive: true, maxSockets: 60 });
  const warm = Array.from({ length: 20 }, () => post(port, agent, light, door));
  for (const { body } of await Promise.all(warm)) {
    expect(body).toMatchObject({ data: expect.any(Object) });
    expect(Object.values(body.data!)).not.toContain(null);
  }
  const idle = await opened(port);
  idle.write('GET /health/ready HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(await once(idle, 'data').then(([chunk]) => String(chunk))).toContain('200 OK');
  const half = await opened(port);
  const body = JSON.stringify({ query: light });
  half.write(
    `POST ${door.path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${door.token}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );

  await hold('orchestrator.run');
  const slow = Array.from({ length: 30 }, () => post(port, agent, RUNS, door));
  await expect.poll(() => handedOver(agent), { timeout: 20_000, interval: 5 }).toBe(30);
  await waiting(1);

  const startedMs = performance.now();
  process.kill('SIGTERM');
  await expect.poll(() => isRefused(port), { timeout: 5_000, interval: 10 }).toBe(true);
  // A connection from before is told that this process is not ready any more.
  idle.write('GET /health/ready HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(await firstLine(idle)).toContain('503');
  half.write(body.slice(5));
  expect(await firstLine(half)).toContain('200');
  expect(await closedWith).toMatchObject({ code: 1001 });
  await letGo();
  for (const { status, connection, body: answer } of await Promise.all(slow)) {
    expect(status).toBe(200);
    expect(answer.data?.runs).toEqual({ edges: [] });
    expect(connection).toBe('close');
  }
  await expectOrderlyEnd(process, startedMs);
  await subscribed;
  agent.destroy();
}

describe('the host of contexts on SIGTERM', () => {
  it('answers everything that it accepted, closes sockets with 1001, refuses what is new and ends in time', async () => {
    const { INTERNAL_TOKEN_PRIVATE_KEY, INTERNAL_TOKEN_PUBLIC_KEY } = bench.environment;
    const tokens = new InternalTokens({
      privateKeyPem: INTERNAL_TOKEN_PRIVATE_KEY!,
      publicKeyPem: INTERNAL_TOKEN_PUBLIC_KEY!,
    });
    const internal = await tokens.sign({ caller: creator(), correlationId: newId() });
    await expectNothingDropped({
      process: await bench.start('host.ts', 'HOST_PORT'),
      door: { path: '/orchestrator/graphql', token: internal },
      light: '{ __typename }',
      subscription: {
        path: '/notifications/graphql',
        operation: {
          query: 'subscription { notificationAdded { __typename } }',
          extensions: { token: internal },
        },
      },
    });
  });
});

describe('the api on SIGTERM', () => {
  it('answers everything that it accepted, closes sockets with 1001, refuses what is new and ends in time', async () => {
    await expectNothingDropped({
      process: await bench.start('api.ts', 'API_PORT', { WEB_USER_PORT: '0', WEB_ADMIN_PORT: '0' }),
      door: gateway(),
      light: '{ me { id } }',
      subscription: {
        path: '/graphql',
        operation: { query: 'subscription { walletChanged { id } }' },
      },
    });
  });

  it('loses no request of clients that go on asking over their connections', async () => {
    const api = await bench.start('api.ts', 'API_PORT', { WEB_USER_PORT: '0', WEB_ADMIN_PORT: '0' });
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const answers: Answered[] = [];
    const faults: string[] = [];
    let isAsking = true;
    const askOn = async (): Promise<void> => {
      while (isAsking) {
        try {
          answers.push(await post(api.port, agent, '{ me { id } }'));
        } catch (error) {
          const { code } = error as { code?: string };
          if (code === 'ECONNREFUSED') return;
          faults.push(String(code));
        }
      }
    };
    const clients = Array.from({ length: 16 }, askOn);
    await expect.poll(() => answers.length, { timeout: 10_000 }).toBeGreaterThan(200);
    const startedMs = performance.now();
    api.kill('SIGTERM');
    await expectOrderlyEnd(api, startedMs);
    isAsking = false;
    await Promise.all(clients);
    expect(faults).toEqual([]);
    expect(answers.filter(({ status, body }) => status !== 200 || !body.data?.me)).toEqual([]);
    agent.destroy();
  });

  it('ends in time although a request never gets its answer', async () => {
    const api = await bench.start('api.ts', 'API_PORT', { WEB_USER_PORT: '0', WEB_ADMIN_PORT: '0' });
    await hold('orchestrator.run');
    const agent = new Agent({ keepAlive: true });
    const stuck = post(api.port, agent, RUNS).catch(() => 'cut');
    await waiting(1);
    const startedMs = performance.now();
    api.kill('SIGTERM');
    await expectOrderlyEnd(api, startedMs);
    expect(await stuck).toBe('cut');
    agent.destroy();
  });
});

describe('the workers on SIGTERM', () => {
  /** A job that waits for a row of `intake.upload`. @returns its id */
  async function schedule(): Promise<string> {
    const id = newId();
    await bench.owner.query(
      `insert into intake.job (id, kind, dedupe_key, payload, due_at, max_attempts, correlation_id, tenant_id, created_at)
       values ($1, 'expire-upload', $2, $3, now(), 5, $4, $5, now())`,
      [id, `expire:${id}`, { uploadId: newId() }, newId(), '00000000-0000-7000-8000-000000000001'],
    );
    return id;
  }
  const jobs = async () =>
    (
      await bench.owner.query(
        `select id, state, attempts, handed_back from intake.job where kind = 'expire-upload' order by id`,
      )
    ).rows;

  const start = () => bench.start('workers.ts', 'WORKERS_PORT');

  it('let a running job end and say that they are not ready meanwhile', async () => {
    const workers = await start();
    await hold('intake.upload');
    await schedule();
    await waiting(1);
    const startedMs = performance.now();
    workers.kill('SIGTERM');
    await expect.poll(() => workers.statusOf('/health/ready'), { timeout: 3_000, interval: 10 }).toBe(503);
    await letGo();
    await expectOrderlyEnd(workers, startedMs);
    expect(await jobs()).toEqual([]);
  });

  it('hand a job back that does not end, uncounted, and others do it at once', async () => {
    const workers = await start();
    await hold('intake.upload');
    const id = await schedule();
    await waiting(1);
    const startedMs = performance.now();
    workers.kill('SIGTERM');
    await expectOrderlyEnd(workers, startedMs);
    expect(await jobs()).toEqual([{ id, state: 0, attempts: 1, handed_back: 1 }]);
    await letGo();
    const next = await start();
    await expect.poll(jobs, { timeout: 10_000 }).toEqual([]);
    next.kill('SIGTERM');
    await next.exited;
  });

  it('leave an event that cannot be applied to the next, which applies it once', async () => {
    const workers = await start();
    await hold('economics.wallet');
    const userId = newId();
    const event = {
      id: newId(),
      type: 'PersonRegistered.v1',
      occurredAt: new Date().toISOString(),
      module: 'identity',
      aggregateId: userId,
      correlationId: newId(),
      causationId: null,
      idempotencyKey: `identity:${userId}:register-person:v1`,
      tenantId: '00000000-0000-7000-8000-000000000001',
      budgetContext: null,
      payload: { schema_version: 'v1', userId, roles: ['user'] },
    };
    await bench.tell('identity', [event]);
    await waiting(1);
    const startedMs = performance.now();
    workers.kill('SIGTERM');
    await expectOrderlyEnd(workers, startedMs);
    await letGo();
    const next = await start();
    const wallets = async () =>
      (await bench.owner.query('select 1 from economics.wallet where owner_id = $1', [userId])).rowCount;
    await expect.poll(wallets, { timeout: 20_000 }).toBe(1);
    expect((await bench.owner.query('select 1 from bus.dead_letter')).rowCount).toBe(0);
    next.kill('SIGTERM');
    expect(await next.exited).toEqual({ code: 0, signal: null });
  });
});
