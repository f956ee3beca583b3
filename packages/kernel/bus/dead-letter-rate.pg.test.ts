import { defineEvent } from '@effect-studio/schema/events/envelope';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { defineSubgraph } from '../subgraph.ts';
import { consume } from './consumer.ts';
import { DeadLetterReplayer } from './dead-letter-replayer.ts';

const Stepped = defineEvent('orchestrator', 'Stepped', { step: z.int() });
const NAMES = ['gallery', 'economics', 'quality'] as const;
const LETTERS_EACH = 40;
const PER_MINUTE = 50;

/** How often events were tried since they died, over all contexts. */
let triedCount = 0;
let isBroken = true;
const contexts = NAMES.map((name) =>
  defineSubgraph({
    name,
    module: null,
    typeDefs: 'type Query { ping: String @public }',
    resolvers: {},
    entities: [],
    migrations: [],
    consumers: [
      consume(Stepped, async () => {
        triedCount += 1;
        if (isBroken) throw new Error('broken');
      }),
    ],
    jobs: [],
  }),
);

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open(contexts);
  for (const name of NAMES) {
    for (let each = 0; each < LETTERS_EACH; each += 1)
      await studio.deliver(name, Stepped, newId(), { step: 1 });
  }
});
afterAll(() => studio?.close());

/** Three workers of each context at once, each until it may do no more. */
const drainAll = () =>
  Promise.all(
    contexts.flatMap(({ name, consumers }) =>
      Array.from({ length: 3 }, () =>
        new DeadLetterReplayer({ services: studio.call(name), consumers }).drain(),
      ),
    ),
  );

it('fifty replays a minute are the limit of all contexts and workers together, failed ones included', async () => {
  triedCount = 0;
  await studio.ownerPool.query(`update bus.dead_letter set state = 'replaying'`);
  await drainAll();
  expect(triedCount).toBeGreaterThan(0);
  expect(triedCount).toBeLessThanOrEqual(PER_MINUTE);
  isBroken = false;
  for (let minute = 1; minute <= 6; minute += 1) {
    studio.clock.advance(60_000);
    triedCount = 0;
    await studio.ownerPool.query(`update bus.dead_letter set state = 'replaying' where state = 'dead'`);
    await drainAll();
    expect(triedCount).toBeLessThanOrEqual(PER_MINUTE);
  }
  const { rows } = await studio.ownerPool.query('select distinct state from bus.dead_letter');
  expect(rows).toEqual([{ state: 'replayed' }]);
});
