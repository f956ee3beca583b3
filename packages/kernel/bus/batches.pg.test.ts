import { newId } from '@effect-studio/kernel/ids';
import { defineSubgraph } from '@effect-studio/kernel/subgraph';
import { UserNotified } from '@effect-studio/schema/events/notifications';
import { collectSpans } from '@effect-studio/telemetry/testing/collect-spans';
import { newTraceparent, parseTraceparent } from '@effect-studio/telemetry/traceparent';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../database/statement.ts';
import { StudioError } from '../errors.ts';
import { consumeBatch } from './consumer.ts';

const REMEMBER = sql('test-remember', 'insert into gallery.seen (name, batch) values ($1, $2)');
const POISON = 'poison';
let batches = 0;

const toy = defineSubgraph({
  name: 'gallery',
  module: null,
  typeDefs: 'type Query { nothing: Int @public }',
  resolvers: {},
  entities: [],
  migrations: [
    {
      id: '0001-toy',
      sql: 'create table gallery.seen (name text not null, batch int not null, place int generated always as identity);',
    },
  ],
  consumers: [
    consumeBatch(UserNotified, async (tx, events) => {
      batches += 1;
      for (const { aggregateId } of events) {
        if (aggregateId.startsWith(POISON)) throw new StudioError('POISON', 'cannot be applied');
        await tx.rows(REMEMBER, [aggregateId, batches]);
      }
    }),
  ],
  jobs: [],
});

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([toy]);
});
afterAll(() => studio.close());

const fact = (aggregateId: string, id = newId()) => ({
  aggregateId,
  id,
  payload: { notificationId: newId(), userId: newId(), kind: 'RUN_ENDED', runId: null },
});
const deliver = (facts: readonly ReturnType<typeof fact>[]) =>
  studio.deliverAll('gallery', UserNotified, facts);
async function seen(): Promise<{ name: string; batch: number }[]> {
  const { rows } = await studio.ownerPool.query<{ name: string; batch: number }>(
    'delete from gallery.seen returning name, batch, place',
  );
  return rows.map(({ name, batch }) => ({ name, batch }));
}

describe('events that arrive together', () => {
  it('are applied in one transaction, in order, each once however often it comes', async () => {
    const facts = [fact('a'), fact('b'), fact('a')];
    await deliver([...facts, facts[0]!]);
    await deliver(facts);
    const rows = await seen();
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b', 'a']);
    expect(new Set(rows.map(({ batch }) => batch)).size).toBe(1);
  });

  it('are in a span of their own, which leads to the traces of those that have one', async () => {
    const collected = collectSpans();
    try {
      const traced = [newTraceparent(), newTraceparent()];
      await deliver([fact('t'), ...traced.map((traceparent) => ({ ...fact('u'), traceparent }))]);
      const [span] = collected.named('apply all UserNotified.v1');
      expect(span!.links.map(({ context }) => context.traceId)).toEqual(
        traced.map((one) => parseTraceparent(one)!.traceId),
      );
      expect(span!.attributes).toMatchObject({ 'messaging.batch.message_count': 3 });
      expect(span!.parentSpanContext).toBeUndefined();
    } finally {
      await collected.stop();
    }
    await seen();
  });

  it('lose nothing to a poisonous one among them: it alone becomes a dead letter, and parks its followers', async () => {
    await deliver([fact('c'), fact(POISON), fact('d'), fact(POISON)]);
    expect((await seen()).map(({ name }) => name)).toEqual(['c', 'd']);
    const { rows } = await studio.ownerPool.query(
      `select state, cause_class from bus.dead_letter where aggregate_id = $1 order by state`,
      [POISON],
    );
    expect(rows).toEqual([
      { state: 'dead', cause_class: 'POISON' },
      { state: 'parked', cause_class: 'parked' },
    ]);
  });

  it('wait behind the dead letter of their aggregate also when they come as a batch', async () => {
    // Not poisonous by themselves, but their aggregate waits.
    await studio.ownerPool.query(`update bus.dead_letter set aggregate_id = 'e' where state = 'dead'`);
    await deliver([fact('e'), fact('f')]);
    expect((await seen()).map(({ name }) => name)).toEqual(['f']);
    const { rows } = await studio.ownerPool.query(
      `select count(*)::int as n from bus.dead_letter where aggregate_id = 'e' and state = 'parked'`,
    );
    expect(rows[0].n).toBe(1);
  });
});
