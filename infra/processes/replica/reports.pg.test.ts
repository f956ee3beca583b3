import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FakeClock } from '@effect-studio/kernel/clock';
import { type CallContext, type Caller, callContext } from '@effect-studio/kernel/context';
import { Database, type Reading, sql } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { ownedRows, roleOf, roleUrl } from '@effect-studio/kernel/migrations/context-schema';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { defineSubgraph } from '@effect-studio/kernel/subgraph';
import { creator } from '@effect-studio/testing/callers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PostgresService, startPostgres } from '../../local/services/postgres.ts';
import { type PostgresReplica, startPostgresReplica } from '../../local/services/postgres-replica.ts';
import { createServiceContext } from '../../local/services/service-context.ts';

const SECRET = 'replica-tests-replica-tests-replica-tests';
const INSERT = sql(
  'test-insert-note',
  'insert into operations.note (id, owner_id, tenant_id) values ($1, $2, $3)',
);
const COUNT = sql(
  'test-count-notes',
  'select count(*)::int as n, pg_is_in_recovery() as "isReplica" from operations.note',
);

const notes = defineSubgraph({
  name: 'operations',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: { Query: { ping: () => 'pong' } },
  entities: [],
  migrations: [
    {
      id: '0001-note',
      sql: `create table operations.note (id uuid primary key, owner_id uuid not null, tenant_id uuid not null);
            ${ownedRows('operations.note')}`,
    },
  ],
  consumers: [],
  jobs: [],
});

let folder: string;
let primary: PostgresService;
let replica: PostgresReplica;
/** The replica's own superuser. */
let overseer: pg.Client;
let db: Database;
const clock = new FakeClock();
const log = createLogger('replica-test', 'silent');

const callOf = (caller: Caller): CallContext =>
  callContext({ db, clock, log } as unknown as CallContext, { caller });
async function write(caller: Caller): Promise<void> {
  const call = callOf(caller);
  const values = [newId(), caller.subjectId, caller.tenantId];
  await db.transaction(call, (tx) => tx.rows(INSERT, values));
}
const count = (reading: Reading) => reading.one<{ n: number; isReplica: boolean }>(COUNT);
const report = (caller: Caller) => db.report(callOf(caller), count);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'replica-'));
  const context = createServiceContext({ stateDir: folder, ports: 'ephemeral', durable: false });
  primary = await startPostgres(context);
  await migrate(primary.url, SECRET, [notes], log);
  replica = await startPostgresReplica(primary, `${primary.dataDir}-replica`, context);
  overseer = new pg.Client({ connectionString: replica.url });
  overseer.on('error', () => undefined);
  await overseer.connect();
  const urlOf = (url: string): string => roleUrl(url, SECRET, roleOf('operations'));
  db = new Database({
    context: 'operations',
    url: urlOf(primary.url),
    replicaUrl: urlOf(replica.url),
    poolSize: 2,
    entities: [],
    clock,
    log,
    bells: { eventsWritten: () => undefined, jobsWritten: () => undefined },
  });
  await db.open();
}, 60_000);

afterAll(async () => {
  await db?.close();
  await overseer?.end().catch(() => undefined);
  await replica?.process.stop();
  await primary?.process.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets the time pass for which a replica in trouble is left alone. */
async function afterAWhile<Result>(work: () => Promise<Result>): Promise<Result> {
  vi.useFakeTimers({ toFake: ['performance'], now: Date.now() });
  try {
    vi.advanceTimersByTime(3_600_000);
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

describe('reports with a streaming replica', () => {
  it('are read from it, and never miss what was committed before they were asked for', async () => {
    const anna = creator(newId());
    for (let written = 1; written <= 50; written += 1) {
      await write(anna);
      expect(await report(anna)).toEqual({ n: written, isReplica: true });
    }
  });

  it('show a caller their own rows only', async () => {
    const [anna, ben] = [creator(newId()), creator(newId())];
    await write(anna);
    expect((await report(anna)).n).toBe(1);
    expect(await report(ben)).toEqual({ n: 0, isReplica: true });
  });

  it('see one moment, and write nothing', async () => {
    const anna = creator(newId());
    const seen = await db.report(callOf(anna), async (reading) => {
      const before = await count(reading);
      await write(anna);
      return [before.n, (await count(reading)).n];
    });
    expect(seen).toEqual([0, 0]);
    const writing = db.report(callOf(anna), (reading) =>
      reading.rows(INSERT, [newId(), anna.subjectId, anna.tenantId]),
    );
    await expect(writing).rejects.toThrow('read-only');
  });

  it('come from the primary while the replica is behind, and from the replica again afterwards', async () => {
    const anna = creator(newId());
    await overseer.query('select pg_wal_replay_pause()');
    await write(anna);
    expect(await report(anna)).toEqual({ n: 1, isReplica: false });
    await overseer.query('select pg_wal_replay_resume()');
    // It is left alone for a while: nobody waits for it anew with each report.
    expect((await report(anna)).isReplica).toBe(false);
    await write(anna);
    const { rows } = await db.pool.query<{ position: string }>(
      'select pg_current_wal_lsn()::text as position',
    );
    await vi.waitFor(async () => {
      const replayed = await overseer.query<{ is_there: boolean }>(
        'select pg_last_wal_replay_lsn() >= $1::pg_lsn as is_there',
        [rows[0]!.position],
      );
      expect(replayed.rows[0]!.is_there).toBe(true);
    });
    expect(await afterAWhile(() => report(anna))).toEqual({ n: 2, isReplica: true });
  });

  it('are begun anew at the primary when the replica dies under them, and go on without it', async () => {
    const anna = creator(newId());
    await write(anna);
    let begun = 0;
    const seen = await afterAWhile(() =>
      db.report(callOf(anna), async (reading) => {
        begun += 1;
        if (begun === 1) await replica.process.stop();
        return count(reading);
      }),
    );
    expect(seen).toEqual({ n: 1, isReplica: false });
    expect(begun).toBe(2);
    expect((await report(anna)).isReplica).toBe(false);
    expect(await afterAWhile(() => report(anna))).toEqual({ n: 1, isReplica: false });
  });
});
