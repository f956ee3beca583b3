import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defineSubgraph } from '../subgraph.ts';
import { ensureTurns } from './recurring.ts';
import { expireRows } from './retention.ts';

const DAY_MS = 86_400_000;
const job = expireRows('gallery', {
  tables: [{ table: 'gallery.note', column: 'told_at', keepMs: 30 * DAY_MS }],
});
const gallery = defineSubgraph({
  name: 'gallery',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: {},
  entities: [],
  migrations: [
    { id: '0001-notes', sql: 'create table gallery.note (id int primary key, told_at timestamptz not null)' },
  ],
  consumers: [],
  jobs: [job],
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
