import { newId } from '@effect-studio/kernel/ids';
import { defineEvent } from '@effect-studio/schema/events/envelope';
import { logWrittenEvents } from '@effect-studio/testing/logged-events';
import { TestStudio } from '@effect-studio/testing/test-studio';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emission } from '../database.ts';
import { createLogger } from '../observation/logger.ts';
import { defineSubgraph } from '../subgraph.ts';
import { EventLog, type Followed } from './event-log.ts';
import { logReader } from './log-reader.ts';
import { trimEventLog } from './log-retention.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const FILTER = { types: ['Told.v1'] };

const context = defineSubgraph({
  name: 'operations',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: {},
  entities: [],
  migrations: [],
  consumers: [],
  jobs: [],
});

let studio: TestStudio;
beforeEach(async () => {
  studio = await TestStudio.open([context]);
});
afterEach(() => studio.close());

const eventLog = () => studio.call('operations').eventLog;

/** Logs events at the present of the studio's clock. */
async function log(count: number): Promise<void> {
  await studio.ownerPool.query(
    `with told as (
       insert into bus.outbox (module, aggregate_id, correlation_id, types, bodies, told_at)
       select 'operations', 'a', $1, array['Told.v1'], '{"payload":{}}', $2
       from generate_series(1, $3) returning id
     ), numbered as (
       select id, (select coalesce(max(last_position), 0) from bus.event_position) + row_number() over (order by id) as position from told
     )
     insert into bus.event_position (first_position, last_position, outbox_id, logged_at)
     select position, position, id, $2 from numbered`,
    [newId(), studio.clock.now(), count],
  );
}

/** As the relay does it: batch by batch, until nothing is left to remove. */
async function trim(): Promise<number> {
  const lead = { query: async (query: pg.QueryConfig) => (await studio.ownerPool.query(query)).rows };
  let removed = 0;
  for (;;) {
    const batch = await trimEventLog(lead as never, studio.clock.now());
    if (batch === 0) return removed;
    removed += batch;
  }
}

const settle = (position: number) =>
  studio.ownerPool.query(
    `insert into bus.consumer_group (name, settled_position, updated_at) values ('reader', $1, now())
     on conflict (name) do update set settled_position = excluded.settled_position`,
    [position],
  );

async function positions(): Promise<number[]> {
  const { rows } = await studio.ownerPool.query<{ position: string }>(
    'select position from bus.event_log order by position',
  );
  return rows.map(({ position }) => Number(position));
}

/** The first items that a follower gets after a cursor. */
async function follow(after: bigint | null, count: number): Promise<(number | string)[]> {
  const items: Followed[] = [];
  for await (const item of eventLog().follow(FILTER, after)) {
    items.push(item);
    if (items.length === count) break;
  }
  return items.map((item) =>
    item.kind === 'gap' ? `gap until ${item.firstAvailable}` : Number(item.event.position),
  );
}

describe('a follower', () => {
  it('resumes from a cursor of less than seven days ago, whatever was logged since', async () => {
    await log(3);
    studio.clock.advance(6.9 * DAY_MS);
    await log(1);
    expect(await follow(1n, 3)).toEqual([2, 3, 4]);
  });

  it('is told of a gap past seven days, and then gets what lies within', async () => {
    await log(3);
    studio.clock.advance(5 * DAY_MS);
    await log(2);
    studio.clock.advance(3 * DAY_MS);
    await log(1);
    expect(await follow(1n, 4)).toEqual(['gap until 4', 4, 5, 6]);
    expect(await follow(3n, 3)).toEqual([4, 5, 6]);
  });

  it('is told of no gap when it has everything, however old that is', async () => {
    await log(3);
    studio.clock.advance(30 * DAY_MS);
    const next = follow(3n, 1);
    await log(1);
    expect(await next).toEqual([4]);
  });

  it('is told of a gap when its cursor is of another log', async () => {
    await log(3);
    expect(await follow(900n, 4)).toEqual(['gap until 1', 1, 2, 3]);
  });

  it('can follow after another could not, because PostgreSQL was away', async () => {
    await log(1);
    let isAway = true;
    const away = new pg.Pool({ connectionString: 'postgresql://127.0.0.1:1/away' });
    const own = new EventLog({
      pool: () => (isAway ? away : studio.ownerPool),
      openSubscriber: () => studio.call('operations').redis.duplicate(),
      clock: studio.clock,
      log: createLogger('test', 'silent'),
    });
    await expect(own.follow(FILTER, 0n).next()).rejects.toThrow('ECONNREFUSED');
    isAway = false;
    expect((await own.follow(FILTER, 0n).next()).value).toMatchObject({ kind: 'event' });
    await own.close();
    await away.end();
  });
});

describe('events of one transaction', () => {
  const Told = defineEvent('operations', 'Told', { n: z.int() });
  const tell = (aggregates: string) => {
    const call = studio.call('operations');
    return call.db.transaction(call, (tx) =>
      tx.emitAll(
        [...aggregates].map((aggregateId, index) =>
          emission(Told, { aggregateId, payload: { n: index + 1 } }),
        ),
      ),
    );
  };

  it('share a row while they are about one aggregate, and have a position each, in their order', async () => {
    await tell('aabaaa');
    await tell('a'.repeat(40));
    expect(await logWrittenEvents(studio, 'operations')).toBe(46n);
    const { rows } = await studio.ownerPool.query(
      'select cardinality(types) as n from bus.outbox order by id',
    );
    expect(rows.map(({ n }) => n)).toEqual([2, 1, 3, 16, 16, 8]);
    const read = await logReader(() => studio.ownerPool)(1n, 4);
    expect(read.map(({ position, read: body }) => [position, body().aggregateId, body().payload])).toEqual(
      ['a', 'b', 'a', 'a'].map((aggregateId, index) => [
        BigInt(index + 2),
        aggregateId,
        { n: index + 2, schema_version: 'v1' },
      ]),
    );
    expect(await positions()).toEqual(Array.from({ length: 46 }, (_, index) => index + 1));
  });

  it('reach a follower whose cursor lies within their row, from the past and as they come', async () => {
    await tell('aaba');
    await logWrittenEvents(studio, 'operations');
    const numbers: bigint[] = [];
    for await (const item of eventLog().follow({ ...FILTER, aggregateId: 'a' }, 1n)) {
      if (item.kind !== 'event') throw new Error('there is no gap');
      numbers.push(item.event.position);
      if (numbers.length === 2) {
        await tell('baa');
        await logWrittenEvents(studio, 'operations');
      }
      if (numbers.length === 4) break;
    }
    expect(numbers).toEqual([2n, 4n, 6n, 7n]);
  });
});

describe('the log', () => {
  it('forgets what is older than ninety days, in batches', async () => {
    await log(2_500);
    studio.clock.advance(60 * DAY_MS);
    await log(2);
    await settle(2_502);
    expect(await trim()).toBe(0);
    studio.clock.advance(31 * DAY_MS);
    expect(await trim()).toBe(2_500);
    expect(await positions()).toEqual([2_501, 2_502]);
  });

  it('keeps what some group has not settled, and its newest event for the next position', async () => {
    await log(10);
    studio.clock.advance(91 * DAY_MS);
    expect(await trim()).toBe(0);
    await settle(4);
    expect(await trim()).toBe(4);
    await settle(10);
    await trim();
    expect(await positions()).toEqual([10]);
  });
});
