import { defineEvent } from '@effect-studio/schema/events/envelope';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import { newId } from '../ids.ts';
import { sql } from '../statement.ts';
import { defineSubgraph, type SubgraphDefinition } from '../subgraph.ts';
import { consume } from './consumer.ts';
import { DEAD_LETTER_TICK, DeadLetterReplayer } from './dead-letter-replayer.ts';

const Stepped = defineEvent('orchestrator', 'Stepped', { step: z.int() });
const SEE = sql('replay-test-see', 'insert into gallery.seen (aggregate_id, step) values ($1, $2)');
const OWN = sql('replay-test-own', 'select distinct owner from bus.dead_letter');

/** The step that is given up at the first failure. */
const POISON = 99;
/** Steps that cannot be applied at the moment. */
const broken = new Set<number>();
let isJobBroken = false;
/** Holds handlers back until it is resolved. */
let gate: Promise<void> | null = null;

const bare = (name: SubgraphDefinition['name'], parts: Partial<SubgraphDefinition> = {}) =>
  defineSubgraph({
    name,
    module: null,
    typeDefs: 'type Query { ping: String @public }',
    resolvers: {},
    entities: [],
    migrations: [],
    consumers: [],
    jobs: [],
    ...parts,
  });

const gallery = bare('gallery', {
  migrations: [
    {
      id: '0001-seen',
      sql: 'create table gallery.seen (seq bigint generated always as identity, aggregate_id text not null, step int not null)',
    },
  ],
  consumers: [
    consume(Stepped, async (tx, { aggregateId, payload }) => {
      await tx.rows(SEE, [aggregateId, payload.step]);
      await gate;
      if (payload.step === POISON) throw new StudioError('POISON', 'cannot be applied');
      if (broken.has(payload.step)) throw new Error(`step ${payload.step} is broken`);
    }),
  ],
  jobs: [
    {
      kind: 'paint',
      run: async (ctx, job) => {
        if (isJobBroken) throw new Error('no paint');
        await ctx.db.transaction(ctx, async (tx) => {
          await tx.rows(SEE, [job.payload.wall, job.maxAttempts]);
          await job.complete(tx);
        });
      },
    },
  ],
});

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([gallery, bare('economics')]);
});
afterAll(() => studio.close());
beforeEach(() => {
  broken.clear();
  isJobBroken = false;
  gate = null;
  // A new minute for every test.
  studio.clock.advance(60_000);
});

const replayer = () =>
  new DeadLetterReplayer({ services: studio.call('gallery'), consumers: gallery.consumers });
const deliver = (aggregateId: string, step: number) =>
  studio.deliver('gallery', Stepped, aggregateId, { step });

async function seen(aggregateId: string): Promise<number[]> {
  const { rows } = await studio.ownerPool.query<{ step: number }>(
    'select step from gallery.seen where aggregate_id = $1 order by seq',
    [aggregateId],
  );
  return rows.map(({ step }) => step);
}

interface Letter {
  state: string;
  attempts: number;
  error: string;
}

async function letters(aggregateId: string): Promise<Letter[]> {
  const { rows } = await studio.ownerPool.query<Letter>(
    'select state, attempts, error from bus.dead_letter where aggregate_id = $1 order by id',
    [aggregateId],
  );
  return rows;
}
const states = async (aggregateId: string) => (await letters(aggregateId)).map(({ state }) => state);

/** What operations does when a person decides. */
async function decide(aggregateId: string, from: string, to: string): Promise<void> {
  await studio.ownerPool.query(
    'update bus.dead_letter set state = $3 where aggregate_id = $1 and state = $2',
    [aggregateId, from, to],
  );
}

/** Step 1 is dead, steps 2 and 3 wait behind it. */
async function deadWithFollowers(): Promise<string> {
  const id = newId();
  broken.add(1);
  for (const step of [1, 2, 3]) await deliver(id, step);
  expect(await states(id)).toEqual(['dead', 'parked', 'parked']);
  return id;
}

describe('a replayed event', () => {
  it('is applied once after its cause is mended, those parked behind it follow in order, and later ones go on', async () => {
    const id = await deadWithFollowers();
    broken.clear();
    await decide(id, 'dead', 'replaying');
    expect(await replayer().drain()).toBe(3);
    expect(await seen(id)).toEqual([1, 2, 3]);
    expect(await states(id)).toEqual(['replayed', 'replayed', 'replayed']);
    await deliver(id, 4);
    expect(await seen(id)).toEqual([1, 2, 3, 4]);
    expect(await replayer().drain()).toBe(0);
  });

  it('is dead again when the cause is still there, without effects, and holds the others', async () => {
    const id = await deadWithFollowers();
    await decide(id, 'dead', 'replaying');
    expect(await replayer().drain()).toBe(1);
    expect(await states(id)).toEqual(['dead', 'parked', 'parked']);
    expect((await letters(id))[0]).toMatchObject({ attempts: 6, error: 'step 1 is broken' });
    expect(await seen(id)).toEqual([]);
    const { rows } = await studio.ownerPool.query(
      `select message from bus.action_log where event_type = 'DEAD_LETTER_REPLAY_FAILED'`,
    );
    expect(rows).toEqual([{ message: 'gallery could not replay Stepped.v1: step 1 is broken' }]);
  });

  it('lets one that was parked die in its turn, and what is behind that wait on', async () => {
    const id = await deadWithFollowers();
    broken.clear();
    broken.add(2);
    await decide(id, 'dead', 'replaying');
    await replayer().drain();
    expect(await states(id)).toEqual(['replayed', 'dead', 'parked']);
    expect(await seen(id)).toEqual([1]);
  });

  it('keeps later events parked until its turn is over', async () => {
    const id = await deadWithFollowers();
    broken.clear();
    await decide(id, 'dead', 'replaying');
    await deliver(id, 4);
    expect(await states(id)).toEqual(['replaying', 'parked', 'parked', 'parked']);
    await replayer().drain();
    expect(await seen(id)).toEqual([1, 2, 3, 4]);
  });

  it('happens once when several workers race', async () => {
    const ids = [await deadWithFollowers(), await deadWithFollowers(), await deadWithFollowers()];
    broken.clear();
    for (const id of ids) await decide(id, 'dead', 'replaying');
    await Promise.all([replayer().drain(), replayer().drain(), replayer().drain()]);
    await replayer().drain();
    for (const id of ids) expect(await seen(id)).toEqual([1, 2, 3]);
  });

  it('is left to the worker that holds it', async () => {
    const id = await deadWithFollowers();
    broken.clear();
    await decide(id, 'dead', 'replaying');
    const held = Promise.withResolvers<void>();
    gate = held.promise;
    const first = replayer().drain();
    const isLocked = async () => {
      const { rowCount } = await studio.ownerPool.query(
        'select 1 from bus.replay_slot where slot not in (select slot from bus.replay_slot for update skip locked)',
      );
      return rowCount;
    };
    await expect.poll(isLocked, { interval: 20, timeout: 10_000 }).toBe(1);
    expect(await replayer().drain()).toBe(0);
    held.resolve();
    expect(await first).toBe(3);
    expect(await seen(id)).toEqual([1, 2, 3]);
  });

  it('starts by a tick', async () => {
    const id = await deadWithFollowers();
    broken.clear();
    const worker = replayer();
    worker.start();
    try {
      await decide(id, 'dead', 'replaying');
      const tick = () => {
        studio.call('gallery').ticks.publish(DEAD_LETTER_TICK, { owner: 'gallery' });
        return seen(id);
      };
      await expect.poll(tick, { interval: 50, timeout: 4_000 }).toEqual([1, 2, 3]);
    } finally {
      await worker.stop();
    }
  });
});

describe('a letter set aside', () => {
  it('lets the events behind it and later ones through when it is discarded', async () => {
    const id = await deadWithFollowers();
    await decide(id, 'dead', 'discarded');
    await replayer().drain();
    await deliver(id, 4);
    expect(await seen(id)).toEqual([2, 3, 4]);
    expect(await states(id)).toEqual(['discarded', 'replayed', 'replayed']);
  });

  it('keeps them parked when it is quarantined', async () => {
    const id = await deadWithFollowers();
    broken.clear();
    await decide(id, 'dead', 'quarantined');
    expect(await replayer().drain()).toBe(0);
    await deliver(id, 4);
    expect(await states(id)).toEqual(['quarantined', 'parked', 'parked', 'parked']);
    expect(await seen(id)).toEqual([]);
  });
});

describe('replays', () => {
  it('are at most 50 in a minute, failed ones included', async () => {
    const ids = Array.from({ length: 52 }, newId);
    broken.add(1);
    for (const id of ids) await deliver(id, 1);
    await decide(ids[0]!, 'dead', 'replaying');
    expect(await replayer().drain()).toBe(1);
    broken.clear();
    for (const id of ids) await decide(id, 'dead', 'replaying');
    expect(await replayer().drain()).toBe(49);
    studio.clock.advance(59_999);
    expect(await replayer().drain()).toBe(0);
    studio.clock.advance(1);
    expect(await replayer().drain()).toBe(3);
    for (const id of ids) expect(await seen(id)).toEqual([1]);
  });

  it('are of the own context only: a context sees no letters of others', async () => {
    const id = await deadWithFollowers();
    await decide(id, 'dead', 'replaying');
    const economics = studio.call('economics');
    expect(await economics.db.transaction(economics, (tx) => tx.rows(OWN))).toEqual([]);
    const own = studio.call('gallery');
    expect(await own.db.transaction(own, (tx) => tx.rows(OWN))).toEqual([{ owner: 'gallery' }]);
    expect(await new DeadLetterReplayer({ services: economics, consumers: gallery.consumers }).drain()).toBe(
      0,
    );
    await decide(id, 'replaying', 'quarantined');
  });
});

describe('a replayed job', () => {
  const scheduled = async (wall: string) => {
    const ctx = studio.call('gallery');
    await ctx.db.transaction(ctx, (tx) =>
      tx.schedule({ kind: 'paint', dedupeKey: `paint:${wall}`, payload: { wall }, maxAttempts: 1 }),
    );
    return ctx.correlationId;
  };
  const letterOf = async (wall: string) => {
    const { rows } = await studio.ownerPool.query<Letter>(
      'select state from bus.dead_letter where idempotency_key = $1',
      [`paint:${wall}`],
    );
    return rows[0]!.state;
  };
  const replay = (wall: string) =>
    studio.ownerPool.query(`update bus.dead_letter set state = 'replaying' where idempotency_key = $1`, [
      `paint:${wall}`,
    ]);

  it('is inserted again with its key, cap and trace, and its letter is dead again when it fails again', async () => {
    const wall = newId();
    isJobBroken = true;
    const correlationId = await scheduled(wall);
    await studio.runJobs('gallery');
    expect(await letterOf(wall)).toBe('dead');
    await replay(wall);
    expect(await replayer().drain()).toBe(1);
    const { rows } = await studio.ownerPool.query(
      'select dedupe_key, max_attempts, correlation_id, payload from gallery.job',
    );
    expect(rows).toEqual([
      { dedupe_key: `paint:${wall}`, max_attempts: 1, correlation_id: correlationId, payload: { wall } },
    ]);
    expect(await letterOf(wall)).toBe('replayed');
    await studio.runJobs('gallery');
    expect(await letterOf(wall)).toBe('dead');
    isJobBroken = false;
    await replay(wall);
    await replayer().drain();
    await studio.runJobs('gallery');
    expect(await seen(wall)).toEqual([1]);
    expect(await letterOf(wall)).toBe('replayed');
  });

  it('is not doubled where the same job was scheduled meanwhile', async () => {
    const wall = newId();
    isJobBroken = true;
    await scheduled(wall);
    await studio.runJobs('gallery');
    isJobBroken = false;
    await scheduled(wall);
    await replay(wall);
    await replayer().drain();
    await studio.runJobs('gallery');
    expect(await seen(wall)).toEqual([1]);
  });
});

it('an event that another reader settled before the last failure was noted leaves no letter', async () => {
  const id = newId();
  const eventId = newId();
  const { db } = studio.call('gallery');
  const transaction = db.transaction.bind(db);
  const spy = vi
    .spyOn(db, 'transaction')
    .mockImplementationOnce(transaction)
    .mockImplementationOnce(async (call, work) => {
      const claim = 'insert into gallery.inbox (event_id, consumed_at) values ($1, $2)';
      await studio.ownerPool.query(claim, [eventId, studio.clock.now()]);
      return transaction(call, work);
    });
  await studio.deliver('gallery', Stepped, id, { step: POISON }, { id: eventId });
  expect(spy).toHaveBeenCalledTimes(2);
  spy.mockRestore();
  expect(await letters(id)).toEqual([]);
});
