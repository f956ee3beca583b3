import { defineEvent } from '@effect-studio/schema/events/envelope';
import { createTestDatabase, type TestDatabase } from '@effect-studio/testing/test-database';
import { testConfig } from '@effect-studio/testing/test-environment';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { KernelConfig } from '../config.ts';
import { callContext, systemCaller } from '../context.ts';
import { Host } from '../host.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { migrate } from '../migrations/migrate.ts';
import { sql } from '../statement.ts';
import { defineSubgraph } from '../subgraph.ts';
import { consume } from './consumer.ts';

const Counted = defineEvent('operations', 'Counted', { version: z.int() });
const LOCK = sql(
  'bus-test-lock',
  'update operations.counter set version = version + 1 where id = $1 returning version',
);
const SEEN = sql('bus-test-seen', 'insert into operations.seen (aggregate_id, version) values ($1, $2)');

const counters = defineSubgraph({
  name: 'operations',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: {},
  entities: [],
  migrations: [
    {
      id: '0001-counter',
      sql: `create table operations.counter (id uuid primary key, version int not null default 0);
            create table operations.seen (seq bigint generated always as identity, aggregate_id text not null, version int not null)`,
    },
  ],
  consumers: [
    consume(
      Counted,
      async (tx, event) => void (await tx.rows(SEEN, [event.aggregateId, event.payload.version])),
    ),
  ],
  jobs: [],
});

let database: TestDatabase;
let config: KernelConfig;
let owner: pg.Pool;
let redis: Redis;

beforeAll(async () => {
  database = await createTestDatabase();
  config = testConfig(database.url);
  await migrate(database.url, config.STUDIO_SECRET, [counters], createLogger('test', 'silent'));
  owner = new pg.Pool({ connectionString: database.url, max: 2 });
  redis = new Redis(config.REDIS_URL);
  await redis.flushdb();
});
afterAll(async () => {
  await redis.flushdb();
  redis.disconnect();
  await owner.end();
  await database.drop();
});

function workers(): Host {
  return new Host({ config, definitions: [counters], service: 'test', withWorkers: true });
}

/** Writers on a few aggregates; every third transaction is rolled back. @returns events committed per aggregate */
async function write(host: Host, aggregates: readonly string[], rounds: number): Promise<void> {
  const { services } = host.subgraph('operations');
  const ctx = callContext(services, { caller: systemCaller() });
  await Promise.all(
    aggregates.map(async (id) => {
      for (let round = 0; round < rounds; round += 1) {
        const work = ctx.db.transaction(ctx, async (tx) => {
          const { version } = await tx.one<{ version: number }>(LOCK, [id]);
          await tx.emit(Counted, { aggregateId: id, payload: { version } });
          if (round % 3 === 2) throw new Error('rolled back');
        });
        await work.catch((error: Error) => expect(error.message).toBe('rolled back'));
      }
    }),
  );
}

async function addCounters(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  for (const id of ids) await owner.query('insert into operations.counter (id) values ($1)', [id]);
  return ids;
}

async function seenOf(ids: readonly string[]): Promise<Map<string, number[]>> {
  const { rows } = await owner.query<{ aggregate_id: string; version: number }>(
    'select aggregate_id, version from operations.seen where aggregate_id = any($1) order by seq',
    [ids],
  );
  const seen = new Map<string, number[]>(ids.map((id) => [id, []]));
  for (const row of rows) seen.get(row.aggregate_id)!.push(row.version);
  return seen;
}

async function untilSeen(ids: readonly string[], perAggregate: number): Promise<Map<string, number[]>> {
  return expect
    .poll(
      async () => [...(await seenOf(ids)).values()].every((versions) => versions.length >= perAggregate),
      { timeout: 20_000, interval: 25 },
    )
    .toBe(true)
    .then(() => seenOf(ids));
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('the bus', () => {
  it('delivers what was committed once and in order per aggregate, and nothing that was rolled back', async () => {
    const host = workers();
    await host.start();
    const ids = await addCounters(6);
    await write(host, ids, 30);
    const seen = await untilSeen(ids, 20);
    for (const versions of seen.values()) expect(versions).toEqual(upTo(20));
    const { rows } = await owner.query<{ gaps: string }>(
      'select max(position) - min(position) + 1 - count(*) as gaps from bus.event_log',
    );
    expect(Number(rows[0]!.gaps)).toBe(0);
    await host.stop();
  });

  it('goes on where it stopped when the workers were away', async () => {
    const writer = new Host({ config, definitions: [counters], service: 'test', withWorkers: false });
    await writer.start();
    const ids = await addCounters(3);
    await write(writer, ids, 9);
    const [first, second] = [workers(), workers()];
    await Promise.all([first.start(), second.start()]);
    await write(writer, ids, 9);
    await first.stop();
    await write(writer, ids, 9);
    const seen = await untilSeen(ids, 18);
    for (const versions of seen.values()) expect(versions).toEqual(upTo(18));
    await Promise.all([second.stop(), writer.stop()]);
  });

  it('refills the stream when Redis lost everything, without doing anything twice', async () => {
    const host = workers();
    await host.start();
    const ids = await addCounters(3);
    await write(host, ids, 9);
    await untilSeen(ids, 6);
    await redis.flushdb();
    await write(host, ids, 9);
    const seen = await untilSeen(ids, 12);
    for (const versions of seen.values()) expect(versions).toEqual(upTo(12));
    await host.stop();
  });

  it('lets a follower resume after a cursor without a gap or a repetition', async () => {
    const host = workers();
    await host.start();
    const [id] = await addCounters(1);
    await write(host, [id!], 12);
    await untilSeen([id!], 8);
    const { eventLog } = host.subgraph('operations').services;
    const positions: bigint[] = [];
    let cursor = 0n;
    while (positions.length < 8) {
      // Two events, then the socket drops.
      for await (const followed of eventLog.follow({ types: [Counted.type], aggregateId: id! }, cursor)) {
        if (followed.kind === 'gap') throw new Error('nothing was trimmed');
        cursor = followed.event.position;
        positions.push(cursor);
        if (positions.length % 2 === 0) break;
      }
    }
    expect(new Set(positions).size).toBe(8);
    expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
    await host.stop();
  });
});
