import { testConfig } from '@effect-studio/testing/test-environment';
import { TestStudio } from '@effect-studio/testing/test-studio';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openRedis } from '../process/redis.ts';
import { defineSubgraph } from '../subgraph.ts';
import type { JobHandler } from './job-handler.ts';
import { JobRunner } from './job-runner.ts';

const done: string[] = [];
const note: JobHandler = {
  kind: 'note',
  run: async (ctx, job) => {
    await ctx.db.transaction(ctx, (tx) => job.complete(tx));
    done.push(String(job.payload.text));
  },
};

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([
    defineSubgraph({
      name: 'operations',
      module: null,
      typeDefs: 'type Query { ping: String @public }',
      resolvers: { Query: { ping: () => 'pong' } },
      entities: [],
      migrations: [],
      consumers: [],
      jobs: [note],
    }),
  ]);
});
afterAll(() => studio.close());

it('runs what is due while Redis is away', async () => {
  const call = studio.call('operations');
  const connections: Redis[] = [];
  const runner = new JobRunner({
    services: call,
    handlers: [note],
    openRedis: () => {
      const connection = openRedis(testConfig('postgres://unused').REDIS_URL, 'blocking');
      connections.push(connection);
      return connection;
    },
  });
  const schedule = (text: string) =>
    call.db.transaction(call, (tx) => tx.schedule({ kind: 'note', dedupeKey: text, payload: { text } }));
  runner.start();
  await schedule('with Redis');
  await vi.waitFor(() => expect(done).toEqual(['with Redis']), { timeout: 10_000 });
  for (const connection of connections) connection.disconnect();
  await schedule('without Redis');
  await vi.waitFor(() => expect(done).toEqual(['with Redis', 'without Redis']), { timeout: 10_000 });
  for (const connection of connections) await connection.connect().catch(() => undefined);
  await runner.stop();
  for (const connection of connections) connection.disconnect();
});

it('finds and runs other jobs while hundreds of a lane are due and each of its workers waits', async () => {
  const call = studio.call('operations');
  const connections: Redis[] = [];
  const gate = Promise.withResolvers<void>();
  let waiting = 0;
  const slow: JobHandler = {
    kind: 'slow',
    lane: 'outside',
    run: async () => {
      waiting += 1;
      await gate.promise;
    },
  };
  const runner = new JobRunner({
    services: call,
    handlers: [note, slow],
    lanes: { outside: 3 },
    openRedis: () => {
      const connection = openRedis(testConfig('postgres://unused').REDIS_URL, 'blocking');
      connections.push(connection);
      return connection;
    },
  });
  done.length = 0;
  await call.db.transaction(call, async (tx) => {
    for (let index = 0; index < 300; index += 1) {
      await tx.schedule({ kind: 'slow', dedupeKey: `slow:${index}`, payload: {} });
    }
  });
  runner.start();
  await vi.waitFor(() => expect(waiting).toBe(3), { timeout: 10_000 });
  await call.db.transaction(call, (tx) =>
    tx.schedule({ kind: 'note', dedupeKey: 'beside', payload: { text: 'beside the lane' } }),
  );
  await vi.waitFor(() => expect(done).toEqual(['beside the lane']), { timeout: 10_000 });
  expect(waiting).toBe(3);
  gate.resolve();
  await vi.waitFor(() => expect(waiting).toBe(300), { timeout: 30_000 });
  await runner.stop();
  for (const connection of connections) connection.disconnect();
});
