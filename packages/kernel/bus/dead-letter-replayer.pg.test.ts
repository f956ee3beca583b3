import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sql } from '../database/statement.ts';
import { newId } from '../ids.ts';
import { DEAD_LETTER_TICK, DeadLetterReplayer } from './dead-letter-replayer.ts';
import {
  deadWithFollowers,
  decide,
  deliver,
  faults,
  gallery,
  letters,
  openStudio,
  POISON,
  replayer,
  Stepped,
  seen,
  startOver,
  states,
  studio,
} from './testing/replay-gallery.ts';

const OWN = sql('replay-test-own', 'select distinct owner from bus.dead_letter');

beforeAll(openStudio);
afterAll(() => studio.close());
beforeEach(startOver);

describe('a replayed event', () => {
  it('is applied once after its cause is mended, those parked behind it follow in order, and later ones go on', async () => {
    const id = await deadWithFollowers();
    faults.brokenSteps.clear();
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
    faults.brokenSteps.clear();
    faults.brokenSteps.add(2);
    await decide(id, 'dead', 'replaying');
    await replayer().drain();
    expect(await states(id)).toEqual(['replayed', 'dead', 'parked']);
    expect(await seen(id)).toEqual([1]);
  });

  it('holds later events until its turn is over', async () => {
    const id = newId();
    faults.brokenSteps.add(1);
    await deliver(id, 1);
    faults.brokenSteps.clear();
    await decide(id, 'dead', 'replaying');
    await deliver(id, 2);
    expect(await states(id)).toEqual(['replaying', 'parked']);
    await replayer().drain();
    expect(await seen(id)).toEqual([1, 2]);
  });

  it('is not pushed aside by the same fact coming again', async () => {
    const id = newId();
    const fact = { idempotencyKey: `orchestrator:${id}:stepped:v1` };
    faults.brokenSteps.add(1);
    for (let time = 0; time < 2; time += 1) {
      await studio.deliver('gallery', Stepped, id, { step: 1 }, fact);
    }
    expect(await states(id)).toEqual(['dead']);
    expect(await replayer().drain()).toBe(0);
  });

  it('happens once when several workers race', async () => {
    const ids = [await deadWithFollowers(), await deadWithFollowers(), await deadWithFollowers()];
    faults.brokenSteps.clear();
    for (const id of ids) await decide(id, 'dead', 'replaying');
    await Promise.all([replayer().drain(), replayer().drain(), replayer().drain()]);
    await replayer().drain();
    for (const id of ids) expect(await seen(id)).toEqual([1, 2, 3]);
  });

  it('is left to the worker that holds it', async () => {
    const id = await deadWithFollowers();
    faults.brokenSteps.clear();
    await decide(id, 'dead', 'replaying');
    const held = Promise.withResolvers<void>();
    faults.gate = held.promise;
    const first = replayer().drain();
    const isLocked = async () => {
      const { rowCount } = await studio.ownerPool.query(
        `select 1 from bus.dead_letter where id not in (select id from bus.dead_letter for update skip locked)`,
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
    faults.brokenSteps.clear();
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
    faults.brokenSteps.clear();
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
    faults.brokenSteps.add(1);
    for (const id of ids) await deliver(id, 1);
    await decide(ids[0]!, 'dead', 'replaying');
    expect(await replayer().drain()).toBe(1);
    faults.brokenSteps.clear();
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

it('an event that another reader settled before the last failure was noted leaves no letter', async () => {
  const id = newId();
  const eventId = newId();
  const { db } = studio.call('gallery');
  const transaction = db.transaction.bind(db);
  const spy = vi
    .spyOn(db, 'transaction')
    .mockImplementationOnce(transaction)
    .mockImplementationOnce(async (call, work) => {
      const claim = 'insert into gallery.inbox (event_id, position, consumed_at) values ($1, 1, $2)';
      await studio.ownerPool.query(claim, [eventId, studio.clock.now()]);
      return transaction(call, work);
    });
  await studio.deliver('gallery', Stepped, id, { step: POISON }, { id: eventId });
  expect(spy).toHaveBeenCalledTimes(2);
  spy.mockRestore();
  expect(await letters(id)).toEqual([]);
});
