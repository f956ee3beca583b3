import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { REDIS_KEYS } from '@effect-studio/kernel/process/redis';
import { defineEvent } from '@effect-studio/schema/events/envelope';
import { mediaIntervals } from '@effect-studio/schema/events/shapes';
import { admin, creator } from '@effect-studio/testing/callers';
import { logWrittenEvents } from '@effect-studio/testing/logged-events';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readOperationsConfig } from './config.ts';
import { operationsSubgraph } from './subgraph.ts';

const Happened = defineEvent('operations', 'Happened', { step: z.int(), mediaIntervals });

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([operationsSubgraph(readOperationsConfig({ STUDIO_MODE: 'embedded' }))]);
});
afterAll(() => studio.close());

/** Writes events of one correlation id, among events of others. */
async function happen(steps: number, tenant = admin()): Promise<string> {
  const correlationId = newId();
  const ctx = studio.call('operations', tenant, correlationId);
  const other = studio.call('operations', tenant);
  for (let step = 1; step <= steps; step += 1) {
    for (const call of [ctx, other]) {
      await call.db.transaction(call, (tx) => tx.emit(Happened, { aggregateId: newId(), payload: { step } }));
    }
  }
  await logWrittenEvents(studio, 'operations');
  return correlationId;
}

const TRACE =
  'query($id: ID!) { trace(correlationId: $id) { position type module aggregateId at causationId } }';
const traceOf = async (caller: Caller, id: string) =>
  studio.execute<{ trace: { position: string; type: string; module: string }[] }>(
    'operations',
    caller,
    TRACE,
    { id },
  );

describe('a trace', () => {
  it('has every event of its correlation id, in the order of the log', async () => {
    const correlationId = await happen(3);
    const { data } = await traceOf(admin(), correlationId);
    expect(data!.trace.map(({ type, module }) => `${module}:${type}`)).toEqual(
      Array.from({ length: 3 }, () => 'operations:Happened.v1'),
    );
    const positions = data!.trace.map(({ position }) => Number(position));
    expect(positions.map((position) => position - positions[0]!)).toEqual([0, 2, 4]);
    expect((await traceOf(admin(), correlationId.toUpperCase())).data).toEqual(data);
  });

  it('says when media tools worked', async () => {
    const ctx = studio.call('operations', admin());
    const interval = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:02.500Z' };
    await ctx.db.transaction(ctx, async (tx) => {
      const aggregateId = newId();
      await tx.emit(Happened, { aggregateId, payload: { step: 1, mediaIntervals: [interval] } });
      await tx.emit(Happened, { aggregateId, payload: { step: 2 } });
    });
    await logWrittenEvents(studio, 'operations');
    const document = 'query($id: ID!) { trace(correlationId: $id) { mediaIntervals { startedAt endedAt } } }';
    const { data } = await studio.execute('operations', admin(), document, { id: ctx.correlationId });
    expect(data).toEqual({ trace: [{ mediaIntervals: [interval] }, { mediaIntervals: [] }] });
  });

  it('is part of a run, by the correlation id that the gateway brings', async () => {
    const correlationId = await happen(2);
    const document =
      'query($r: [_Any!]!) { _entities(representations: $r) { ... on Run { trace { type } } } }';
    const { data, errors } = await studio.execute('operations', admin(), document, {
      r: [
        { __typename: 'Run', id: newId(), correlationId },
        { __typename: 'Run', id: newId(), correlationId: newId() },
      ],
    });
    expect(errors).toBeUndefined();
    const event = { type: 'Happened.v1' };
    expect(data).toEqual({ _entities: [{ trace: [event, event] }, { trace: [] }] });
  });

  it('is empty for an unknown id and for another tenant, and closed to creators', async () => {
    const correlationId = await happen(1);
    expect((await traceOf(admin(), 'not-an-id')).data!.trace).toEqual([]);
    expect((await traceOf(admin(newId(), newId()), correlationId)).data!.trace).toEqual([]);
    expect((await traceOf(creator(), correlationId)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('the action log', () => {
  it('is shown newest first, with impact and action', async () => {
    const ctx = studio.call('operations');
    for (const message of ['first', 'second']) {
      await ctx.actionLog.warn({
        eventType: 'TEST_CONDITION',
        correlationId: ctx.correlationId,
        message,
        economicImpact: { type: 'STABILITY', estimatedCostNanoUsd: null, affectedJobs: 1 },
        operatorAction: {
          classification: 'TEST',
          urgency: 'MONITOR',
          suggestedAction: 'Nothing.',
          autoActionTaken: null,
          escalationChain: [],
          runbook: 'none.md',
        },
      });
      studio.clock.advance(1_000);
    }
    const document =
      '{ actionLog(first: 2) { severity sourceModule message economicImpact operatorAction } }';
    const { data } = await studio.execute<{ actionLog: object[] }>('operations', admin(), document);
    expect(data!.actionLog).toMatchObject([
      {
        message: 'second',
        severity: 'WARN',
        sourceModule: 'operations',
        economicImpact: { affectedJobs: 1 },
      },
      { message: 'first', operatorAction: { urgency: 'MONITOR' } },
    ]);
  });
});

describe('dead letters', () => {
  it('of every context are shown by state', async () => {
    const insert = `insert into bus.dead_letter (id, owner, source, subject, cause_class, error, payload, payload_hash,
      idempotency_key, attempts, state, created_at, updated_at)
      values ($1, $2, 'consumer', 'RunRequested.v1', 'POISON', 'cannot', '{}', 'hash', $3, 5, $4, $5, $5)`;
    for (const [owner, state] of [
      ['gallery', 'dead'],
      ['economics', 'parked'],
    ]) {
      await studio.ownerPool.query(insert, [newId(), owner, `k:${newId()}:x:v1`, state, studio.clock.now()]);
    }
    const ask = async (state: string | null) =>
      studio.execute<{ deadLetters: object[] }>(
        'operations',
        admin(),
        'query($state: DeadLetterState) { deadLetters(state: $state) { owner source subject state attempts causeClass } }',
        state ? { state } : {},
      );
    expect((await ask(null)).data!.deadLetters).toEqual([
      {
        owner: 'gallery',
        source: 'consumer',
        subject: 'RunRequested.v1',
        state: 'DEAD',
        attempts: 5,
        causeClass: 'POISON',
      },
    ]);
    expect((await ask('PARKED')).data!.deadLetters).toMatchObject([{ owner: 'economics', state: 'PARKED' }]);
  });
});

describe('the test clock', () => {
  const ADVANCE = `mutation($byMs: BigInt!, $key: ID) { advanceTestClock(byMs: $byMs, idempotencyKey: $key) { __typename
    ... on TestClock { now offsetMs } ... on InvalidInput { field } } }`;
  interface Advanced {
    advanceTestClock: { __typename: string; offsetMs?: string; now?: string };
  }
  const advance = async (byMs: string, key: string | null = null, target = studio) =>
    (await target.execute<Advanced>('operations', admin(), ADVANCE, { byMs, key })).data!.advanceTestClock;

  // Pub/sub crosses Redis databases: the moves are small so that studios beside this test do not notice.
  it('moves forward, in the database and by a push to every process', async () => {
    const listener = studio.call('operations').redis.duplicate();
    const heard = new Set<string>();
    listener.on('message', (_channel, message: string) => heard.add(message));
    await listener.subscribe(REDIS_KEYS.clock);
    const moved = await advance('7');
    const { rows } = await studio.ownerPool.query<{ offset_ms: string }>('select offset_ms from bus.clock');
    expect(moved.offsetMs).toBe(rows[0]!.offset_ms);
    expect(moved.now).toBe(new Date(studio.clock.now().getTime() + 7).toISOString());
    await vi.waitFor(() => expect(heard).toContain(moved.offsetMs));
    listener.disconnect();
    const again = await advance('1');
    expect(BigInt(again.offsetMs!) - BigInt(moved.offsetMs!)).toBe(1n);
  });

  it('moves once per key', async () => {
    const caller = admin();
    const key = newId();
    const once = async () =>
      (await studio.execute<Advanced>('operations', caller, ADVANCE, { byMs: '5', key })).data!
        .advanceTestClock;
    expect(await once()).toEqual(await once());
  });

  it('never goes back', async () => {
    expect(await advance('-1')).toEqual({ __typename: 'InvalidInput', field: 'byMs' });
    expect(await advance('0')).toEqual({ __typename: 'InvalidInput', field: 'byMs' });
  });

  it('is refused in production and to creators', async () => {
    const production = await TestStudio.open([
      operationsSubgraph(readOperationsConfig({ STUDIO_MODE: 'production' })),
    ]);
    try {
      expect((await advance('1', null, production)).__typename).toBe('TestClockRefused');
      const { rows } = await production.ownerPool.query<{ offset_ms: string }>(
        'select offset_ms from bus.clock',
      );
      expect(rows[0]!.offset_ms).toBe('0');
    } finally {
      await production.close();
    }
    const { errors } = await studio.execute('operations', creator(), ADVANCE, { byMs: '1' });
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});
