import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../database/statement.ts';
import { newId } from '../ids.ts';
import { REDIS_KEYS } from '../process/redis.ts';
import { logReader } from './log-reader.ts';
import { lastPosition, trimStream } from './stream.ts';
import { Counted, CountingBus, interference, upTo } from './testing/counting-bus.ts';

const END_OWN_SESSION = sql('bus-test-end-session', 'select pg_terminate_backend(pg_backend_pid())');

let bus: CountingBus;
beforeEach(async () => {
  interference.beforeEffect = async () => undefined;
  bus = await CountingBus.open();
});
afterEach(() => bus.close());

/** Somebody who has settled so much and no more, and holds the rest of the stream. */
const needFrom = (settled: number) =>
  bus.owner.query(
    `insert into bus.consumer_group (name, settled_position, updated_at) values ('slow', $1, now())`,
    [settled],
  );

describe('relays', () => {
  it('give dense positions though the lead is lost again and again among concurrent writers', async () => {
    const host = await bus.host('without workers');
    for (let relays = 0; relays < 3; relays += 1) bus.relay(host);
    const ids = await bus.addCounters(5);
    const writing = bus.write(host, ids, 90);
    for (let cuts = 0; cuts < 3; cuts += 1) {
      await bus.until(async () => (await bus.leaders('relay')).length === 1);
      await bus.cut('relay');
    }
    await writing;
    await bus.until(async () => (await bus.logged()) === 300);
    expect(await bus.positionGaps()).toBe(0);
    const { rows } = await bus.owner.query<{ versions: number[] }>(
      `select array_agg((body -> 'payload' ->> 'version')::int order by position) as versions
       from bus.event_log group by aggregate_id`,
    );
    for (const { versions } of rows) expect(versions).toEqual(upTo(60));
  });

  it('fill in what Redis lost though nothing new is written', async () => {
    const host = await bus.host('without workers');
    await needFrom(1);
    bus.relay(host);
    await bus.write(host, await bus.addCounters(1), 3);
    await bus.until(async () => (await lastPosition(bus.redis)) === 2n);
    await bus.redis.del(REDIS_KEYS.businessStream);
    await bus.until(async () => (await lastPosition(bus.redis)) === 2n);
    expect(await bus.redis.xlen(REDIS_KEYS.businessStream)).toBe(1);
  });

  it('fill in a tail that Redis lost', async () => {
    const host = await bus.host('with workers');
    await needFrom(0);
    const ids = await bus.addCounters(1);
    await bus.write(host, ids, 9);
    await bus.untilSeen(ids, 6);
    // As an append-only file that was cut off leaves it: the newest entries are gone, and their ids free again.
    const entries = await bus.redis.xrange(REDIS_KEYS.businessStream, '-', '3-0');
    const loss = bus.redis.multi().del(REDIS_KEYS.businessStream);
    for (const [id, fields] of entries) loss.xadd(REDIS_KEYS.businessStream, id, ...fields);
    await loss.exec();
    await bus.until(async () => (await lastPosition(bus.redis)) === 6n);
    await bus.write(host, ids, 3);
    expect(await bus.untilSeen(ids, 8)).toEqual([upTo(8)]);
    expect(await bus.redis.xlen(REDIS_KEYS.businessStream)).toBe(8);
  });

  it('drop a stream that goes on after the end of this log', async () => {
    const host = await bus.host('without workers');
    await bus.redis.xadd(REDIS_KEYS.businessStream, '900-0', 'type', 'Foreign.v1', 'event', '{}');
    bus.relay(host);
    bus.reader(host);
    const ids = await bus.addCounters(1);
    await bus.write(host, ids, 3);
    expect(await bus.untilSeen(ids, 2)).toEqual([upTo(2)]);
    expect(await lastPosition(bus.redis)).toBe(2n);
  });
});

describe('readers', () => {
  it('take nothing from a stream of another log, though they find it before the relay does', async () => {
    const host = await bus.host('without workers');
    await bus.redis.xadd(REDIS_KEYS.businessStream, '900-0', 'type', 'Foreign.v1', 'event', '{}');
    bus.reader(host);
    await bus.until(async () => (await bus.leaders('consumer-group')).length === 1);
    const ids = await bus.addCounters(1);
    await bus.write(host, ids, 3);
    bus.relay(host);
    expect(await bus.untilSeen(ids, 2)).toEqual([upTo(2)]);
  });

  it('of a new group find what was trimmed from the stream before', async () => {
    const host = await bus.host('without workers');
    bus.relay(host);
    const ids = await bus.addCounters(1);
    await bus.write(host, ids, 300);
    await bus.until(async () => (await lastPosition(bus.redis)) === 200n);
    await trimStream(bus.redis, 200n);
    expect(await bus.redis.xlen(REDIS_KEYS.businessStream)).toBeLessThan(200);
    bus.reader(host);
    expect(await bus.untilSeen(ids, 200)).toEqual([upTo(200)]);
  });

  it('that both believe to lead neither repeat an effect nor change the order', async () => {
    const host = await bus.host('without workers');
    bus.relay(host);
    const [id] = await bus.addCounters(1);
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let calls = 0;
    interference.beforeEffect = async (_tx, version) => {
      calls += 1;
      if (version !== 1 || calls > 1) return;
      held.resolve();
      await release.promise;
    };
    bus.reader(host);
    await bus.until(async () => (await bus.leaders('consumer-group')).length === 1);
    await bus.write(host, [id!], 9);
    await held.promise;
    // The first reader keeps its event, and PostgreSQL believes that it is gone.
    await bus.cut('consumer-group');
    bus.reader(host);
    await bus.until(async () => (await bus.leaders('consumer-group')).length === 1);
    await bus.write(host, [id!], 9);
    await bus.until(async () => (await bus.logged()) === 12);
    expect(await bus.seen([id!])).toEqual([[]]);
    release.resolve();
    expect(await bus.untilSeen([id!], 12)).toEqual([upTo(12)]);
    expect(calls).toBe(12);
  });

  it('forget what the whole group has settled, and take nothing of it again', async () => {
    const host = await bus.host('without workers');
    bus.relay(host);
    bus.reader(host, { trimInboxMs: 20 });
    const [id] = await bus.addCounters(1);
    await bus.write(host, [id!], 6);
    await bus.untilSeen([id!], 4);
    const settled = await bus.logged();
    // As one that was claimed by a reader that is ahead, and has not settled yet.
    await bus.owner.query(
      'insert into operations.inbox (event_id, position, consumed_at) values ($1, $2, now())',
      [newId(), settled + 1],
    );
    const kept = async () =>
      (
        await bus.owner.query<{ position: string }>('select position from operations.inbox order by 1')
      ).rows.map(({ position }) => Number(position));
    await bus.until(async () => (await kept()).length === 1);
    expect(await kept()).toEqual([settled + 1]);
    // A reader that was frozen since before has these events still in its hands.
    const held = await logReader(() => bus.owner)(0n, 100);
    const delivered = held.map((received) => ({ position: received.position, event: received.read() }));
    for (const one of delivered) await bus.processor(host).process(one);
    await bus.processor(host).processAll(delivered);
    expect(await bus.seen([id!])).toEqual([upTo(4)]);
    expect(await kept()).toEqual([settled + 1]);
  });

  it('take PostgreSQL being away for no fault of the event', async () => {
    const host = await bus.host('without workers');
    const processor = bus.processor(host);
    interference.beforeEffect = (tx) => tx.rows(END_OWN_SESSION);
    const event = {
      id: newId(),
      type: Counted.type,
      occurredAt: new Date().toISOString(),
      module: 'operations' as const,
      aggregateId: newId(),
      correlationId: newId(),
      causationId: null,
      idempotencyKey: `operations:x:${newId()}:v1`,
      tenantId: newId(),
      budgetContext: null,
      payload: { version: 1, schema_version: 'v1' },
    };
    await expect(processor.process({ position: 1n, event })).rejects.toThrow();
    const { rowCount } = await bus.owner.query('select 1 from bus.dead_letter');
    expect(rowCount).toBe(0);
    interference.beforeEffect = async () => undefined;
    await processor.process({ position: 1n, event });
    expect(await bus.seen([event.aggregateId])).toEqual([[1]]);
  });
});
