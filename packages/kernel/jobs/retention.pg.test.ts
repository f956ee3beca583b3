import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { overseerCaller, systemCaller } from '../context.ts';
import { sql } from '../database/statement.ts';
import { newId } from '../ids.ts';
import { ownedRows } from '../migrations/context-schema.ts';
import { contextGauges } from '../observation/context-gauges.ts';
import { defineSubgraph } from '../subgraph.ts';
import { ensureTurns } from './recurring.ts';
import { expireRows } from './retention.ts';

const DAY_MS = 86_400_000;
const retention = {
  tables: [
    { table: 'gallery.note', column: 'told_at', keepMs: 30 * DAY_MS },
    { table: 'gallery.owned', column: 'told_at', keepMs: 30 * DAY_MS },
  ],
};
const job = expireRows('gallery', retention);
const COUNT = sql('gallery-count-owned', 'select count(*)::float8 as value from gallery.owned');
const WAITING = {
  name: 'gallery_owned',
  help: 'Rows of everybody.',
  statement: COUNT,
  acrossTenantsIn: ['gallery.owned'],
};
const gallery = defineSubgraph({
  name: 'gallery',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: {},
  entities: [],
  migrations: [
    { id: '0001-notes', sql: 'create table gallery.note (id int primary key, told_at timestamptz not null)' },
    {
      id: '0002-owned',
      sql: `create table gallery.owned (id uuid primary key, tenant_id uuid not null, owner_id uuid not null, told_at timestamptz not null);
        ${ownedRows('gallery.owned')}`,
    },
  ],
  consumers: [],
  jobs: [job],
  retention,
  gauges: [WAITING],
});

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([gallery]);
});
afterAll(() => studio.close());

it('rows and answers to keys go when their time is over, however many, and no earlier', async () => {
  const ago = (days: number) => new Date(studio.clock.now().getTime() - days * DAY_MS);
  const notes = 'insert into gallery.note select n, $1::timestamptz from generate_series($2::int, $3::int) n';
  await studio.ownerPool.query(notes, [ago(31), 1, 12_000]);
  await studio.ownerPool.query(notes, [ago(29), 20_001, 20_003]);
  const keys = `insert into gallery.idempotency (key, payload_hash, created_at) values ('old', 'x', $1), ('young', 'x', $2)`;
  await studio.ownerPool.query(keys, [ago(91), ago(89)]);
  await ensureTurns(studio.call('gallery'), [job]);
  await studio.settle();
  const left = async (query: string) => (await studio.ownerPool.query<{ left: string }>(query)).rows;
  expect(await left('select count(*) as left from gallery.note')).toEqual([{ left: '3' }]);
  expect(await left('select key as left from gallery.idempotency')).toEqual([{ left: 'young' }]);
});

it('rows of every tenant go and are counted, and nobody but the overseer reaches across tenants', async () => {
  const [one, other] = [newId(), newId()];
  const old = new Date(studio.clock.now().getTime() - 31 * DAY_MS);
  const put = 'insert into gallery.owned values (gen_random_uuid(), $1, gen_random_uuid(), $2)';
  for (const tenant of [one, other]) {
    await studio.ownerPool.query(put, [tenant, old]);
    await studio.ownerPool.query(put, [tenant, studio.clock.now()]);
  }
  const call = studio.call('gallery');
  const readings = await contextGauges(call, [WAITING], { withWorkers: true })();
  expect(readings.find(({ name }) => name === 'gallery_owned')?.value).toBe(4);
  const seenBy = async (caller: ReturnType<typeof systemCaller>) =>
    (await call.db.read<{ value: number }>({ ...call, caller }, COUNT, []))[0]!.value;
  expect([await seenBy(systemCaller(one)), await seenBy(overseerCaller())]).toEqual([2, 4]);
  studio.clock.advance(6 * 3_600_000);
  await studio.settle();
  expect([await seenBy(systemCaller(one)), await seenBy(systemCaller(other))]).toEqual([1, 1]);
});
