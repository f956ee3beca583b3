import { defineEvent } from '@effect-studio/schema/events/envelope';
import { createTestDatabase } from '@effect-studio/testing/test-database';
import { testConfig } from '@effect-studio/testing/test-environment';
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect } from 'vitest';
import { z } from 'zod';
import type { KernelConfig } from '../../config.ts';
import { callContext, systemCaller } from '../../context.ts';
import { sql } from '../../database/statement.ts';
import type { Transaction } from '../../database.ts';
import { Host } from '../../host.ts';
import { newId } from '../../ids.ts';
import { roleOf, roleUrl } from '../../migrations/context-schema.ts';
import { migrate } from '../../migrations/migrate.ts';
import { createLogger } from '../../observation/logger.ts';
import { openRedis } from '../../process/redis.ts';
import { defineSubgraph } from '../../subgraph.ts';
import { consume } from '../consumer.ts';
import { ConsumerGroup } from '../consumer-group.ts';
import { EventProcessor } from '../event-processor.ts';
import { logReader } from '../log-reader.ts';
import { Relay } from '../relay.ts';

export const Counted = defineEvent('operations', 'Counted', { version: z.int() });
const LOCK = sql(
  'bus-test-lock',
  'update operations.counter set version = version + 1 where id = $1 returning version',
);
const SEEN = sql('bus-test-seen', 'insert into operations.seen (aggregate_id, version) values ($1, $2)');

/** What happens in the transaction of a consumer before its effect; nothing unless a test says otherwise. */
export const interference: { beforeEffect: (tx: Transaction, version: number) => Promise<unknown> } = {
  beforeEffect: async () => undefined,
};

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
    consume(Counted, async (tx, { aggregateId, payload: { version } }) => {
      await interference.beforeEffect(tx, version);
      await tx.rows(SEEN, [aggregateId, version]);
    }),
  ],
  jobs: [],
});

/** A context that counts, over a database and a Redis of its own, and what it takes to carry its events. */
export class CountingBus {
  readonly config: KernelConfig;
  readonly owner: pg.Pool;
  readonly redis: Redis;
  readonly #drop: () => Promise<void>;
  readonly #stops: (() => Promise<unknown>)[] = [];

  private constructor(config: KernelConfig, owner: pg.Pool, drop: () => Promise<void>) {
    this.config = config;
    this.owner = owner;
    this.redis = new Redis(config.REDIS_URL);
    this.#drop = drop;
  }

  static async open(): Promise<CountingBus> {
    const database = await createTestDatabase();
    const config = testConfig(database.url);
    await migrate(database.url, config.STUDIO_SECRET, [counters], createLogger('test', 'silent'));
    const owner = new pg.Pool({ connectionString: database.url, max: 2 });
    // Dropping the database ends connections that are still closing.
    owner.on('error', () => undefined);
    const bus = new CountingBus(config, owner, () => database.drop());
    await bus.redis.flushdb();
    return bus;
  }

  async close(): Promise<void> {
    await this.stopAll();
    await this.redis.flushdb();
    this.redis.disconnect();
    await this.owner.end();
    await this.#drop();
  }

  /** Stops every host, relay and group that was started here. */
  async stopAll(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }

  /** A process of the studio. */
  async host(withWorkers: 'with workers' | 'without workers'): Promise<Host> {
    const { config } = this;
    const host = new Host({
      config,
      definitions: [counters],
      service: 'test',
      withWorkers: withWorkers === 'with workers',
    });
    await host.start();
    this.#stops.push(() => host.stop());
    return host;
  }

  /** A relay alone, as another process would run it. */
  relay(host: Host): Relay {
    const commands = openRedis(this.config.REDIS_URL, 'commands');
    const relay = new Relay({
      databaseUrl: this.#roleUrl('es_relay'),
      redis: commands,
      openSubscriber: () => openRedis(this.config.REDIS_URL, 'blocking'),
      clock: host.clock,
      log: host.log,
    });
    relay.start();
    this.#stops.push(async () => {
      await relay.stop();
      commands.disconnect();
    });
    return relay;
  }

  /** A reader of the counting context alone, as another process would run it. */
  reader(host: Host, options: { trimInboxMs?: number } = {}): ConsumerGroup {
    const { services } = host.subgraph('operations');
    const group = new ConsumerGroup({
      group: 'operations',
      databaseUrl: this.#roleUrl(roleOf('operations')),
      redis: openRedis(this.config.REDIS_URL, 'reading'),
      readLog: logReader(() => this.owner),
      processor: new EventProcessor(services, counters.consumers, () => Promise.resolve()),
      log: services.log,
      ...options,
    });
    group.start();
    this.#stops.push(() => group.stop());
    return group;
  }

  processor(host: Host): EventProcessor {
    const { services } = host.subgraph('operations');
    return new EventProcessor(services, counters.consumers, () => Promise.resolve());
  }

  async addCounters(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, newId);
    for (const id of ids) await this.owner.query('insert into operations.counter (id) values ($1)', [id]);
    return ids;
  }

  /** Writers on a few aggregates at once; every third transaction is rolled back. */
  async write(host: Host, aggregates: readonly string[], rounds: number): Promise<void> {
    const { services } = host.subgraph('operations');
    const ctx = callContext(services, { caller: systemCaller() });
    const write = async (id: string, isRolledBack: boolean): Promise<void> => {
      const work = ctx.db.transaction(ctx, async (tx) => {
        const { version } = await tx.one<{ version: number }>(LOCK, [id]);
        await tx.emit(Counted, { aggregateId: id, payload: { version } });
        if (isRolledBack) throw new Error('rolled back');
      });
      await work.catch((error: Error) => expect(error.message).toBe('rolled back'));
    };
    await Promise.all(
      aggregates.map(async (id) => {
        for (let round = 0; round < rounds; round += 1) await write(id, round % 3 === 2);
      }),
    );
  }

  /** Versions that the consumer saw, by aggregate, in the order of its effects. */
  async seen(ids: readonly string[]): Promise<number[][]> {
    const { rows } = await this.owner.query<{ aggregate_id: string; version: number }>(
      'select aggregate_id, version from operations.seen where aggregate_id = any($1) order by seq',
      [ids],
    );
    return ids.map((id) => rows.filter((row) => row.aggregate_id === id).map((row) => row.version));
  }

  /** Waits until each aggregate was seen so often. @returns as {@link seen} */
  async untilSeen(ids: readonly string[], perAggregate: number): Promise<number[][]> {
    await this.until(async () => (await this.seen(ids)).every(({ length }) => length >= perAggregate));
    return this.seen(ids);
  }

  async until(isSo: () => Promise<boolean>): Promise<void> {
    await expect.poll(isSo, { timeout: 30_000, interval: 25 }).toBe(true);
  }

  /** Last position of the log. */
  async logged(): Promise<number> {
    const { rows } = await this.owner.query<{ last: string }>(
      'select coalesce(max(position), 0) as last from bus.event_log',
    );
    return Number(rows[0]!.last);
  }

  /** Positions missing between the first and the last of the log. */
  async positionGaps(): Promise<number> {
    const { rows } = await this.owner.query<{ gaps: string }>(
      'select max(position) - min(position) + 1 - count(*) as gaps from bus.event_log',
    );
    return Number(rows[0]!.gaps);
  }

  /** Processes that hold a lead: names as PostgreSQL shows them, such as `studio-relay-business`. */
  async leaders(kind: 'relay' | 'consumer-group'): Promise<number[]> {
    const { rows } = await this.owner.query<{ pid: number }>(
      `select pid from pg_stat_activity join pg_locks using (pid)
       where locktype = 'advisory' and granted and datname = current_database()
         and starts_with(application_name, $1)`,
      [`studio-${kind}-`],
    );
    return rows.map(({ pid }) => pid);
  }

  /** Ends the sessions that hold a lead. */
  async cut(kind: 'relay' | 'consumer-group'): Promise<void> {
    for (const pid of await this.leaders(kind)) {
      await this.owner.query('select pg_terminate_backend($1)', [pid]);
    }
  }

  #roleUrl(role: string): string {
    return roleUrl(this.config.DATABASE_URL, this.config.STUDIO_SECRET, role);
  }
}

/** 1, 2, … last. */
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
