import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { sql } from '../statement.ts';
import { defineSubgraph } from '../subgraph.ts';
import { JobExecutor } from './job-executor.ts';
import type { JobHandler } from './job-handler.ts';
import { ensureTurns } from './recurring.ts';

/** What the next attempt does. */
let work: JobHandler['run'] = () => Promise.resolve();
const paint: JobHandler = { kind: 'paint', run: (ctx, job) => work(ctx, job) };
const HOUR_MS = 3_600_000;
/** What the hourly round does. */
let round: JobHandler['run'] = () => Promise.resolve();
const hourly: JobHandler = { kind: 'tidy', everyMs: HOUR_MS, run: (ctx, job) => round(ctx, job) };
const gallery = defineSubgraph({
  name: 'gallery',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: {},
  entities: [],
  migrations: [],
  consumers: [],
  jobs: [paint, hourly],
});

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([gallery]);
});
afterAll(() => studio.close());
beforeEach(async () => {
  await studio.ownerPool.query(
    'delete from gallery.job; delete from bus.dead_letter; delete from bus.action_log',
  );
});

const executor = () => new JobExecutor(studio.call('gallery'), [paint]);

async function schedule(maxAttempts = 2): Promise<string> {
  const ctx = studio.call('gallery');
  const dedupeKey = `paint:${newId()}`;
  await ctx.db.transaction(ctx, (tx) =>
    tx.schedule({ kind: 'paint', dedupeKey, payload: { wall: 'north' }, maxAttempts }),
  );
  const { rows } = await studio.ownerPool.query<{ id: string }>(
    'select id from gallery.job where dedupe_key = $1',
    [dedupeKey],
  );
  return rows[0]!.id;
}

const jobs = async () =>
  (await studio.ownerPool.query('select state, attempts, handed_back, last_error from gallery.job')).rows;

/** The process that holds the job is gone, and a sweep has found that out. */
const abandon = (id: string) =>
  studio.ownerPool.query('update gallery.job set state = 0, locked_until = null where id = $1', [id]);

describe('a job', () => {
  it('is given up, and operators are told, when its process ended at every attempt', async () => {
    const id = await schedule(2);
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      work = async () => {
        await abandon(id);
        await new Promise(() => undefined);
      };
      void executor().run(id);
      await expect.poll(jobs, { interval: 10 }).toMatchObject([{ state: 0, attempts: attempt }]);
    }
    let hasRun = false;
    work = async () => {
      hasRun = true;
    };
    await executor().run(id);
    expect(hasRun).toBe(false);
    expect(await jobs()).toEqual([]);
    expect(await studio.deadLetters()).toMatchObject([{ owner: 'gallery', subject: 'paint' }]);
    const { rows } = await studio.ownerPool.query(
      'select event_type, message, tenant_id from bus.action_log',
    );
    expect(rows).toMatchObject([
      { event_type: 'JOB_DEAD_LETTERED', message: expect.stringContaining('gallery gave up paint') },
    ]);
  });

  it('that its process lets go of is offered again without an attempt less, and begins nothing new', async () => {
    const id = await schedule(1);
    const one = executor();
    work = (_ctx, job) =>
      new Promise((_resolve, reject) =>
        job.signal.addEventListener('abort', () => reject(new Error('told to'))),
      );
    const attempt = one.run(id);
    await expect.poll(jobs, { interval: 10 }).toMatchObject([{ state: 1 }]);
    expect(await one.stop()).toBe(true);
    await attempt;
    expect(await jobs()).toEqual([{ state: 0, attempts: 1, handed_back: 1, last_error: null }]);
    await one.run(id);
    expect(await jobs()).toMatchObject([{ attempts: 1 }]);
    let seen: unknown;
    work = async (_ctx, job) => {
      seen = { attempt: job.attempt, maxAttempts: job.maxAttempts };
    };
    await executor().run(id);
    expect(seen).toEqual({ attempt: 1, maxAttempts: 1 });
    expect(await jobs()).toEqual([]);
  });

  it('loses no attempt to PostgreSQL being away, however long that lasts', async () => {
    const id = await schedule(1);
    const [{ name }] = (await studio.ownerPool.query('select current_database() as name')).rows;
    const letIn = (count: number) =>
      studio.ownerPool.query(`alter database ${name} connection limit ${count}`);
    work = async (ctx) => {
      await letIn(0);
      await studio.ownerPool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'es_gallery'`,
      );
      await ctx.db.transaction(ctx, (tx) => tx.rows(sql('test-one', 'select 1')));
    };
    let tries = 0;
    const outlasting = new JobExecutor(studio.call('gallery'), [paint], async () => {
      tries += 1;
      // Meanwhile its lock runs out, and a sweep elsewhere finds that.
      if (tries === 2) await abandon(id);
      if (tries === 3) await letIn(-1);
    });
    await outlasting.run(id);
    expect(tries).toBe(3);
    expect(await jobs()).toEqual([{ state: 0, attempts: 1, handed_back: 1, last_error: null }]);
    studio.clock.advance(10_000);
    let seen: unknown;
    work = async (_ctx, job) => {
      seen = { attempt: job.attempt, maxAttempts: job.maxAttempts };
    };
    await executor().run(id);
    expect(seen).toEqual({ attempt: 1, maxAttempts: 1 });
    expect(await jobs()).toEqual([]);
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('that ends while its process stops is done', async () => {
    const id = await schedule();
    const one = executor();
    const gate = Promise.withResolvers<void>();
    work = () => gate.promise;
    const attempt = one.run(id);
    await expect.poll(jobs, { interval: 10 }).toMatchObject([{ state: 1 }]);
    const stopped = one.stop();
    gate.resolve();
    expect(await stopped).toBe(true);
    await attempt;
    expect(await jobs()).toEqual([]);
  });
});

describe('a job that comes again', () => {
  const turns = async () => {
    const { rows } = await studio.ownerPool.query<{ due_at: Date }>(
      `select due_at from gallery.job where kind = 'tidy'`,
    );
    return rows.map(({ due_at }) => (due_at.getTime() - studio.clock.now().getTime()) / HOUR_MS);
  };
  const letters = async () => {
    const { rows } = await studio.ownerPool.query(
      `select owner, source, subject, cause_class, payload_hash, idempotency_key, attempts, state from bus.dead_letter`,
    );
    return rows;
  };
  const anHourLater = async () => {
    studio.clock.advance(HOUR_MS);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await studio.runJobs('gallery');
      studio.clock.advance(10_000);
    }
  };

  it('has one turn at a time, however many processes see to it', async () => {
    await Promise.all(Array.from({ length: 5 }, () => ensureTurns(studio.call('gallery'), [paint, hourly])));
    expect(await turns()).toEqual([0]);
    await studio.runJobs('gallery');
    expect(await turns()).toEqual([1]);
  });

  it('goes on after turns that failed for good, with one letter that says so and can be put in quarantine', async () => {
    let rounds = 0;
    round = () => {
      rounds += 1;
      return Promise.reject(new Error('the attic is locked'));
    };
    await ensureTurns(studio.call('gallery'), [hourly]);
    await anHourLater();
    const letter = {
      owner: 'gallery',
      source: 'job',
      subject: 'tidy',
      cause_class: 'JOB_FAILED',
      payload_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      idempotency_key: 'every:tidy',
      attempts: 5,
    };
    expect(await letters()).toEqual([{ ...letter, state: 'dead' }]);
    expect(await turns()).toHaveLength(1);
    await studio.ownerPool.query(`update bus.dead_letter set state = 'quarantined'`);
    await anHourLater();
    expect(rounds).toBe(10);
    expect(await letters()).toEqual([{ ...letter, state: 'quarantined' }]);
    round = async () => {
      rounds += 1;
    };
    await anHourLater();
    expect(rounds).toBe(11);
    expect(await turns()).toHaveLength(1);
  });
});
