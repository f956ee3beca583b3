import { defineEvent } from '@effect-studio/schema/events/envelope';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { expect } from 'vitest';
import { z } from 'zod';
import { sql } from '../../database/statement.ts';
import { StudioError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { defineSubgraph, type SubgraphDefinition } from '../../subgraph.ts';
import { consume } from '../consumer.ts';
import { DeadLetterReplayer } from '../dead-letter-replayer.ts';

export const Stepped = defineEvent('orchestrator', 'Stepped', { step: z.int() });
const SEE = sql('replay-test-see', 'insert into gallery.seen (aggregate_id, step) values ($1, $2)');

/** The step that is given up at the first failure. */
export const POISON = 99;

/** What goes wrong at the moment. */
export const faults: {
  brokenSteps: Set<number>;
  isJobBroken: boolean;
  gate: Promise<void> | null;
  error: Error | null;
} = {
  brokenSteps: new Set(),
  isJobBroken: false,
  /** Holds handlers back until it is resolved. */
  gate: null,
  /** What broken steps say; null: an error that says nothing of itself. */
  error: null,
};

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

export const gallery = bare('gallery', {
  migrations: [
    {
      id: '0001-seen',
      sql: 'create table gallery.seen (seq bigint generated always as identity, aggregate_id text not null, step int not null)',
    },
  ],
  consumers: [
    consume(Stepped, async (tx, { aggregateId, payload }) => {
      await tx.rows(SEE, [aggregateId, payload.step]);
      await faults.gate;
      if (payload.step === POISON) throw new StudioError('POISON', 'cannot be applied');
      if (faults.brokenSteps.has(payload.step))
        throw faults.error ?? new Error(`step ${payload.step} is broken`);
    }),
  ],
  jobs: [
    {
      kind: 'paint',
      run: async (ctx, job) => {
        if (faults.isJobBroken) throw new Error('no paint');
        await ctx.db.transaction(ctx, async (tx) => {
          await tx.rows(SEE, [job.payload.wall, job.maxAttempts]);
          await job.complete(tx);
        });
      },
    },
  ],
});

export let studio: TestStudio;

/** Opens the studio that the tests of one file share, with nothing at fault. */
export async function openStudio(): Promise<void> {
  studio = await TestStudio.open([gallery, bare('economics')]);
}

/** Mends everything and begins a new minute. */
export function startOver(): void {
  faults.brokenSteps.clear();
  faults.isJobBroken = false;
  faults.gate = null;
  faults.error = null;
  studio.clock.advance(60_000);
}

/** A worker of the gallery. */
export const replayer = () =>
  new DeadLetterReplayer({ services: studio.call('gallery'), consumers: gallery.consumers });
export const deliver = (aggregateId: string, step: number) =>
  studio.deliver('gallery', Stepped, aggregateId, { step });

export async function seen(aggregateId: string): Promise<number[]> {
  const { rows } = await studio.ownerPool.query<{ step: number }>(
    'select step from gallery.seen where aggregate_id = $1 order by seq',
    [aggregateId],
  );
  return rows.map(({ step }) => step);
}

export interface Letter {
  state: string;
  attempts: number;
  error: string;
}

export async function letters(aggregateId: string): Promise<Letter[]> {
  const { rows } = await studio.ownerPool.query<Letter>(
    'select state, attempts, error from bus.dead_letter where aggregate_id = $1 order by id',
    [aggregateId],
  );
  return rows;
}
export const states = async (aggregateId: string) => (await letters(aggregateId)).map(({ state }) => state);

/** What operations does when a person decides. */
export async function decide(aggregateId: string, from: string, to: string): Promise<void> {
  await studio.ownerPool.query(
    'update bus.dead_letter set state = $3 where aggregate_id = $1 and state = $2',
    [aggregateId, from, to],
  );
}

/** Step 1 is dead, steps 2 and 3 wait behind it. */
export async function deadWithFollowers(): Promise<string> {
  const id = newId();
  faults.brokenSteps.add(1);
  for (const step of [1, 2, 3]) await deliver(id, step);
  expect(await states(id)).toEqual(['dead', 'parked', 'parked']);
  return id;
}
