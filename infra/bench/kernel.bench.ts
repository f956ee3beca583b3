import { callContext, systemCaller } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import { defineSubgraph } from '@effect-studio/kernel/subgraph';
import pg from 'pg';
import { ToyProcess } from '../chaos/bus/toy-process.ts';
import type { Bench, Measurement, Subject } from './bench.ts';
import { openBenchEngines } from './bench-engines.ts';
import { quantile } from './statistics.ts';

const PEOPLE = 200;
const ROWS_PER_PERSON = 50;
const ONE_BY_ONE = 600;
const AT_ONCE = 16;
const AT_ONCE_MS = 1_000;
const BARE = 'bare prepared query';

const BARE_LIST = sql(
  'bench-bare-list',
  'select id, title from operations.bare where owner_id = $1 order by id desc limit 20',
);
const LIST = sql(
  'bench-list',
  'select id, title from operations.clip where owner_id = $1 order by id desc limit 20',
);

const context = defineSubgraph({
  name: 'operations',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: {},
  entities: [],
  migrations: [
    {
      id: '0001-clips',
      sql: `create table operations.clip (id bigint generated always as identity, owner_id uuid not null,
              tenant_id uuid not null, title text not null, primary key (owner_id, id));
            create table operations.bare (like operations.clip including all);
            ${ownedRows('operations.clip')}`,
    },
  ],
  consumers: [],
  jobs: [],
});

/** What the kernel puts around a read of twenty rows that belong to the caller. */
const kernel: Bench = {
  name: 'kernel',
  what: 'a read of a caller’s rows: context and row-level security against a bare prepared query',
  metrics: {
    'one by one, p50': 'ms',
    'one by one, p99': 'ms',
    [`${AT_ONCE} at once`]: 'reads/s',
  },
  rounds: 7,
  warmUpRounds: 1,
  open: async () => {
    const { engines, environment, close } = await openBenchEngines([context]);
    const owner = new pg.Pool({ connectionString: engines.databaseUrl, max: 1 });
    // Closed just before PostgreSQL ends.
    owner.on('error', () => undefined);
    const toy = new ToyProcess('bench', environment);
    const services = await toy.open(context, AT_ONCE);
    const people = Array.from({ length: PEOPLE }, newId);
    const { tenantId } = systemCaller();
    for (const table of ['clip', 'bare']) {
      await owner.query(
        `insert into operations.${table} (owner_id, tenant_id, title)
         select person, $2, 'a clip' from unnest($1::uuid[]) person, generate_series(1, ${ROWS_PER_PERSON})`,
        [people, tenantId],
      );
      await owner.query(`analyze operations.${table}`);
    }
    const callOf = (subjectId: string) =>
      callContext(services, {
        caller: { kind: 'person', subjectId, tenantId, roles: ['user'], scopes: ['user'], sessionId: null },
      });
    const { pool } = services.db;
    const bare = async (person: string) =>
      (await pool.query({ name: BARE_LIST.name, text: BARE_LIST.text, values: [person] })).rows;
    const transaction = (person: string) => {
      const ctx = callOf(person);
      return ctx.db.transaction(ctx, (tx) => tx.rows<object>(LIST, [person]));
    };
    const read = (person: string) => {
      const ctx = callOf(person);
      return ctx.db.read<object>(ctx, LIST, [person]);
    };
    return {
      subjects: [
        subject(BARE, people, bare),
        subject('context and transaction', people, transaction),
        subject('context and read in one trip', people, read),
      ],
      versus: BARE,
      close: async () => {
        await services.db.close();
        await toy.close();
        await owner.end();
        await close();
      },
    };
  },
};
export default kernel;

function subject(
  name: string,
  people: readonly string[],
  read: (person: string) => Promise<readonly object[]>,
): Subject {
  let next = 0;
  const once = async (): Promise<void> => {
    next = (next + 1) % people.length;
    const rows = await read(people[next]!);
    if (rows.length !== 20) throw new Error(`${name} read ${rows.length} rows instead of 20`);
  };
  return { name, measure: () => measure(once) };
}

async function measure(once: () => Promise<void>): Promise<Measurement> {
  const tookMs: number[] = [];
  for (let n = 0; n < ONE_BY_ONE; n += 1) {
    const startedMs = performance.now();
    await once();
    tookMs.push(performance.now() - startedMs);
  }
  const endMs = performance.now() + AT_ONCE_MS;
  let reads = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (; performance.now() < endMs; reads += 1) await once();
    }),
  );
  return {
    'one by one, p50': quantile(tookMs, 0.5),
    'one by one, p99': quantile(tookMs, 0.99),
    [`${AT_ONCE} at once`]: reads / (AT_ONCE_MS / 1_000),
  };
}
