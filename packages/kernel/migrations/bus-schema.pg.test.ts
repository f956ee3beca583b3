import { createTestDatabase, type TestDatabase } from '@effect-studio/testing/test-database';
import { testConfig } from '@effect-studio/testing/test-environment';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { REGISTER } from '../bus/consumer-group.ts';
import { BOUNDS, PLACE } from '../bus/relay-statements.ts';
import { eventsOf, type ToldRow } from '../bus/told-row.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../observation/logger.ts';
import { BUS_MIGRATIONS } from './bus-schema.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase();
  client = new pg.Client(database.url);
  client.on('error', () => undefined);
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

const bodyOf = (number: number) => ({
  id: newId(),
  type: 'Told.v1',
  aggregateId: 'a',
  correlationId: newId(),
  occurredAt: '2026-01-01T00:00:00.000Z',
  payload: { number },
});

it('0006 keeps positions and bodies of the log, and queues what had no position yet', async () => {
  const at = BUS_MIGRATIONS.findIndex(({ id }) => id.startsWith('0006'));
  await client.query('create schema bus');
  for (const { sql } of BUS_MIGRATIONS.slice(0, at)) await client.query(sql);
  for (const [position, number] of [
    [7, 1],
    [8, 2],
  ]) {
    const body = bodyOf(number!);
    await client.query(
      `insert into bus.event_log (position, event_id, type, aggregate_id, correlation_id, body, logged_at)
       values ($1, $2, 'Told.v1', 'a', $3, $4, '2026-01-02')`,
      [position, body.id, body.correlationId, body],
    );
  }
  const waiting = bodyOf(3);
  await client.query(
    `insert into bus.outbox (event_id, type, aggregate_id, body, occurred_at) values ($1, 'Told.v1', 'a', $2, now())`,
    [waiting.id, waiting],
  );
  await client.query(BUS_MIGRATIONS[at]!.sql);
  const numbers = async (from: string) =>
    (await client.query(`select (body -> 'payload' ->> 'number')::int as number from ${from}`)).rows.map(
      ({ number }) => number,
    );
  expect(await numbers('bus.event_log order by position')).toEqual([1, 2]);
  expect((await client.query('select position, logged_at from bus.event_log order by 1')).rows).toEqual([
    { position: '7', logged_at: expect.any(Date) },
    { position: '8', logged_at: expect.any(Date) },
  ]);
  expect(await numbers('bus.outbox_queue join bus.outbox on id = outbox_id')).toEqual([3]);
  expect((await client.query('select distinct correlation_id from bus.outbox')).rows).toHaveLength(3);
});

it('0011 keeps every event as it was told, with its position or its place in the queue', async () => {
  const at = BUS_MIGRATIONS.findIndex(({ id }) => id.startsWith('0011'));
  await client.query('create role es_relay; create role es_tail').catch(() => undefined);
  await client.query('create schema bus');
  for (const { sql } of BUS_MIGRATIONS.slice(0, at)) await client.query(sql);
  const told = [1, 2, 3].map((number) => ({ ...bodyOf(number), module: 'gallery' }));
  for (const [index, body] of told.entries()) {
    await client.query(
      `with told as (insert into bus.outbox (event_id, type, aggregate_id, correlation_id, body, occurred_at)
         values ($1, 'Told.v1', 'a', $2, $3, now()) returning id)
       insert into bus.${index < 2 ? `event_position select ${7 + index}, id, now() from told` : 'outbox_queue select id from told'}`,
      [body.id, body.correlationId, body],
    );
  }
  await client.query(BUS_MIGRATIONS[at]!.sql);
  const rows = async (text: string) => (await client.query(text)).rows;
  const expected = (index: number) => ({ event_id: told[index]!.id, type: 'Told.v1', body: told[index] });
  expect(await rows('select position, event_id, type, body from bus.event_log order by position')).toEqual([
    { position: '7', ...expected(0) },
    { position: '8', ...expected(1) },
  ]);
  expect(
    await rows('select event_id, type, body from bus.event join bus.outbox_queue using (outbox_id)'),
  ).toEqual([expected(2)]);
  // And the relay goes on from there.
  const placed = await client.query<ToldRow>(PLACE, [new Date()]);
  expect(placed.rows.flatMap(eventsOf).map(({ position, body }) => [position, JSON.parse(body)])).toEqual([
    [9n, told[2]],
  ]);
});

it('the group of a context that was taken out holds nothing, and stands where it stood when it comes back', async () => {
  const { STUDIO_SECRET } = testConfig(database.url);
  const bring = (...names: string[]) =>
    migrate(
      database.url,
      STUDIO_SECRET,
      names.map((name) => ({ name, migrations: [], consumers: ['something'] })),
      createLogger('test', 'silent'),
    );
  const settled = async () => (await client.query(BOUNDS)).rows[0].settled;
  await bring('gallery', 'quality');
  await client.query(
    `insert into bus.consumer_group (name, settled_position, updated_at) values ('gallery', 9, now()), ('quality', 4, now())`,
  );
  expect(await settled()).toBe('4');
  await bring('gallery');
  expect(await settled()).toBe('9');
  await bring('gallery', 'quality');
  const [row] = (await client.query(REGISTER, ['quality'])).rows;
  expect(row).toEqual({ settled_position: '4' });
  expect(await settled()).toBe('4');
});
