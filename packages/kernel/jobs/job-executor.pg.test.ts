import { collectSpans } from '@effect-studio/telemetry/testing/collect-spans';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '../database/statement.ts';
import { StudioError } from '../errors.ts';
import { newId } from '../ids.ts';
import { defineSubgraph } from '../subgraph.ts';
import { JobExecutor } from './job-executor.ts';
import type { JobHandler } from './job-handler.ts';
import { jobStatements } from './job-statements.ts';
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
const abandon = async (id: string) => {
  const late = 'update gallery.job set locked_until = created_at where id = $1 and state = 1';
  await studio.ownerPool.query(late, [id]);
  studio.clock.advance(1);
  // As the owner: the context itself may not be let in.
  await studio.ownerPool.query(jobStatements('gallery').releaseAbandoned.text, [studio.clock.now()]);
};

describe('a job', () => {
  it('survives the end of its process as often as one likes, less and less eagerly; a job that ends it every time is given up', async () => {
    const id = await schedule(2);
    work = async () => {
      await abandon(id);
      await new Promise(() => undefined);
    };
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 13; attempt += 1) {
      void executor().run(id);
      await expect
        .poll(jobs, { interval: 10 })
        .toMatchObject([{ state: 0, attempts: attempt, handed_back: attempt }]);
      const { rows } = await studio.ownerPool.query<{ due_at: Date }>('select due_at from gallery.job');
      const pauseMs = rows[0]!.due_at.getTime() - studio.clock.now().getTime();
      pauses.push(pauseMs / 1_000);
      studio.clock.advance(pauseMs);
    }
    expect(pauses).toEqual([0, 1, 2, 4, 8, 16, 32, 32, 32, 32, 32, 32, 32]);
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

  it('loses no attempt to the object store being away, which is asked less and less often, and not for ever', async () => {
    const id = await schedule(1);
    const outage = new StudioError('STORAGE_FAILED', 'copy', { retryable: true });
    work = () => Promise.reject(outage);
    const dueInMs = async (): Promise<number> => {
      const { rows } = await studio.ownerPool.query<{ due_at: Date }>('select due_at from gallery.job');
      return rows[0]!.due_at.getTime() - studio.clock.now().getTime();
    };
    for (const pauseMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await executor().run(id);
      expect(await dueInMs()).toBe(pauseMs);
      studio.clock.advance(pauseMs);
    }
    expect(await jobs()).toMatchObject([{ state: 0, attempts: 7, handed_back: 7 }]);
    await studio.ownerPool.query('update gallery.job set attempts = 200, handed_back = 200');
    await executor().run(id);
    expect(await jobs()).toEqual([]);
    expect(await studio.deadLetters()).toHaveLength(1);
  });

  it('of a kind that only a newer version knows is left to that one, and given up after a day', async () => {
    const id = await schedule();
    const older = new JobExecutor(studio.call('gallery'), [hourly]);
    await older.run(id);
    expect(await jobs()).toMatchObject([{ state: 0, attempts: 0 }]);
    studio.clock.advance(25 * HOUR_MS);
    await older.run(id);
    expect(await jobs()).toEqual([]);
    expect(await studio.deadLetters()).toMatchObject([{ error: expect.stringContaining('has no handler') }]);
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

  it('is a trace of its own in each turn, which what it schedules goes on with', async () => {
    const collected = collectSpans();
    try {
      round = (ctx) =>
        ctx.db.transaction(ctx, (tx) =>
          tx.schedule({ kind: 'paint', dedupeKey: `paint:${newId()}`, payload: {} }),
        );
      work = () => Promise.resolve();
      await ensureTurns(studio.call('gallery'), [hourly]);
      await anHourLater();
      await anHourLater();
      const turnsSeen = collected.named('job tidy').map((span) => span.spanContext());
      expect(turnsSeen.length).toBeGreaterThanOrEqual(2);
      expect(new Set(turnsSeen.map(({ traceId }) => traceId)).size).toBe(turnsSeen.length);
      const painted = collected.named('job paint').map((span) => span.parentSpanContext?.spanId);
      expect(painted.length).toBeGreaterThanOrEqual(2);
      expect(turnsSeen.map(({ spanId }) => spanId)).toEqual(expect.arrayContaining(painted));
    } finally {
      await collected.stop();
    }
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
