import { consume } from '@effect-studio/kernel/bus/consumer';
import { DEAD_LETTER_TICK, DeadLetterReplayer } from '@effect-studio/kernel/bus/dead-letter-replayer';
import type { Caller } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { defineSubgraph } from '@effect-studio/kernel/subgraph';
import { defineEvent } from '@effect-studio/schema/events/envelope';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readOperationsConfig } from './config.ts';
import { operationsSubgraph } from './subgraph.ts';

const Stepped = defineEvent('orchestrator', 'Stepped', { step: z.int() });
const SEE = sql('dead-letters-test-see', 'insert into gallery.seen (aggregate_id, step) values ($1, $2)');
let isBroken = true;

const gallery = defineSubgraph({
  name: 'gallery',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: {},
  entities: [],
  migrations: [
    {
      id: '0001-seen',
      sql: 'create table gallery.seen (seq bigint generated always as identity, aggregate_id text not null, step int not null)',
    },
  ],
  consumers: [
    consume(Stepped, async (tx, { aggregateId, payload }) => {
      if (isBroken) throw new Error('broken');
      await tx.rows(SEE, [aggregateId, payload.step]);
    }),
  ],
  jobs: [],
});

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([
    operationsSubgraph(readOperationsConfig({ STUDIO_MODE: 'embedded' })),
    gallery,
  ]);
});
afterAll(() => studio.close());
beforeEach(() => {
  isBroken = true;
  studio.clock.advance(60_000);
});

const replay = () =>
  new DeadLetterReplayer({ services: studio.call('gallery'), consumers: gallery.consumers }).drain();

/** A dead letter with one parked behind it. */
async function dead(): Promise<{ aggregateId: string; id: string; parkedId: string }> {
  const aggregateId = newId();
  for (const step of [1, 2]) await studio.deliver('gallery', Stepped, aggregateId, { step });
  const { rows } = await studio.ownerPool.query<{ id: string }>(
    'select id from bus.dead_letter where aggregate_id = $1 order by id',
    [aggregateId],
  );
  return { aggregateId, id: rows[0]!.id, parkedId: rows[1]!.id };
}

async function seen(aggregateId: string): Promise<number[]> {
  const { rows } = await studio.ownerPool.query<{ step: number }>(
    'select step from gallery.seen where aggregate_id = $1 order by seq',
    [aggregateId],
  );
  return rows.map(({ step }) => step);
}

type Name = 'replayDeadLetter' | 'quarantineDeadLetter' | 'discardDeadLetter';
interface Answer {
  __typename: string;
  id?: string;
  state?: string;
  reason?: string | null;
  decisions?: { decidedBy: string; before: string; after: string; reason: string | null; at: string }[];
}

async function ask(name: Name, caller: Caller, id: string, reason: string | null = null, key = newId()) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { ${name}(input: $input) { __typename
    ... on DeadLetter { id state reason decisions { decidedBy before after reason at } } } }`;
  const input = { deadLetterId: id, idempotencyKey: key, ...(reason === null ? {} : { reason }) };
  return studio.execute<Record<Name, Answer>>('operations', caller, document, { input });
}
const decide = async (
  name: Name,
  id: string,
  reason: string | null = null,
  key = newId(),
  caller = admin(),
) => (await ask(name, caller, id, reason, key)).data![name];

describe('replaying a dead letter', () => {
  it('has its owner do it again, wakes it, and those parked behind it follow', async () => {
    const { id, aggregateId } = await dead();
    const caller = admin();
    const { ticks } = studio.call('operations');
    const woken = new Set<unknown>();
    const stop = ticks.on(DEAD_LETTER_TICK, ({ data }) => woken.add(data.owner));
    // Until the subscription stands.
    await expect
      .poll(
        () => {
          ticks.publish(DEAD_LETTER_TICK, { owner: 'nobody' });
          return woken;
        },
        { interval: 20 },
      )
      .toContain('nobody');
    isBroken = false;
    const answer = await decide('replayDeadLetter', id, null, newId(), caller);
    expect(answer).toEqual({
      __typename: 'DeadLetter',
      id,
      state: 'REPLAYING',
      reason: null,
      decisions: [
        {
          decidedBy: caller.subjectId,
          before: 'DEAD',
          after: 'REPLAYING',
          reason: null,
          at: studio.clock.now().toISOString(),
        },
      ],
    });
    await expect.poll(() => woken, { interval: 20 }).toContain('gallery');
    stop();
    expect(await replay()).toBe(2);
    expect(await seen(aggregateId)).toEqual([1, 2]);
    const done = await decide('replayDeadLetter', id);
    expect(done.__typename).toBe('InvalidState');
  });

  it('can be asked again where it failed again, and once per key', async () => {
    const { id } = await dead();
    const caller = admin();
    const key = newId();
    await decide('replayDeadLetter', id, null, key, caller);
    await replay();
    // The first answer again, the letter as it is now; nothing is decided a second time.
    const repeated = await decide('replayDeadLetter', id, null, key, caller);
    expect(repeated).toMatchObject({ state: 'DEAD', decisions: [{ after: 'REPLAYING' }] });
    expect((await decide('replayDeadLetter', id, null, newId(), caller)).decisions).toHaveLength(2);
    const other = await dead();
    expect((await decide('replayDeadLetter', other.id, null, key, caller)).__typename).toBe(
      'IdempotencyConflict',
    );
  });

  it('is refused for parked letters and unknown ones', async () => {
    const { parkedId } = await dead();
    expect((await decide('replayDeadLetter', parkedId)).__typename).toBe('InvalidState');
    expect((await decide('replayDeadLetter', newId())).__typename).toBe('NotFound');
    expect((await decide('replayDeadLetter', 'no-id')).__typename).toBe('NotFound');
  });

  it('is decided once by people who ask at the same time', async () => {
    const { id } = await dead();
    const answers = await Promise.all(Array.from({ length: 5 }, () => decide('replayDeadLetter', id)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'DeadLetter',
      ...Array.from({ length: 4 }, () => 'InvalidState'),
    ]);
  });
});

describe('setting a dead letter aside', () => {
  it('discards it with a reason, and what was parked goes on without it', async () => {
    const { id, aggregateId } = await dead();
    isBroken = false;
    const answer = await decide('discardDeadLetter', id, ' The run was refunded. ');
    expect(answer).toMatchObject({
      state: 'DISCARDED',
      reason: 'The run was refunded.',
      decisions: [{ before: 'DEAD', after: 'DISCARDED', reason: 'The run was refunded.' }],
    });
    await replay();
    await studio.deliver('gallery', Stepped, aggregateId, { step: 3 });
    expect(await seen(aggregateId)).toEqual([2, 3]);
    expect((await decide('discardDeadLetter', id, 'again')).__typename).toBe('InvalidState');
  });

  it('quarantines it with a reason, keeps the others parked, and lets it be replayed later', async () => {
    const { id, aggregateId } = await dead();
    isBroken = false;
    expect(await decide('quarantineDeadLetter', id, 'Under investigation.')).toMatchObject({
      state: 'QUARANTINED',
      reason: 'Under investigation.',
    });
    expect(await replay()).toBe(0);
    const replayed = await decide('replayDeadLetter', id);
    expect(replayed.decisions!.map(({ before, after }) => [before, after])).toEqual([
      ['DEAD', 'QUARANTINED'],
      ['QUARANTINED', 'REPLAYING'],
    ]);
    await replay();
    expect(await seen(aggregateId)).toEqual([1, 2]);
  });

  it('needs a reason', async () => {
    const { id } = await dead();
    for (const name of ['quarantineDeadLetter', 'discardDeadLetter'] as const) {
      expect((await decide(name, id, '  ')).__typename).toBe('InvalidInput');
    }
  });
});

it('only admins decide about dead letters', async () => {
  const { id } = await dead();
  const answers = [
    await ask('replayDeadLetter', creator(), id),
    await ask('quarantineDeadLetter', creator(), id, 'why'),
    await ask('discardDeadLetter', creator(), id, 'why'),
  ];
  expect(answers.map(({ errors }) => errors?.[0]?.extensions?.code)).toEqual(Array(3).fill('FORBIDDEN'));
  const { rows } = await studio.ownerPool.query('select state from bus.dead_letter where id = $1', [id]);
  expect(rows).toEqual([{ state: 'dead' }]);
});
