import { defineEvent } from '@effect-studio/schema/events/envelope';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { consume } from './bus/consumer.ts';
import { idempotent } from './database/idempotency.ts';
import { emission, sql } from './database.ts';
import { StudioError } from './errors.ts';
import { newId } from './ids.ts';
import { ownedRows } from './migrations/context-schema.ts';
import { isUnavailable } from './process/unavailable.ts';
import { defineSubgraph } from './subgraph.ts';

const NoteTaken = defineEvent('operations', 'NoteTaken', { text: z.string() });
const INSERT = sql(
  'test-insert-note',
  'insert into operations.note (id, owner_id, tenant_id, text) values ($1, $2, $3, $4)',
);
const SELECT = sql('test-select-notes', 'select text from operations.note order by text');

const notes = defineSubgraph({
  name: 'operations',
  module: null,
  typeDefs: 'type Query { ping: String @public }',
  resolvers: { Query: { ping: () => 'pong' } },
  entities: [],
  migrations: [
    {
      id: '0001-note',
      sql: `create table operations.note (id uuid primary key, owner_id uuid not null, tenant_id uuid not null, text text not null);
            ${ownedRows('operations.note')}`,
    },
  ],
  consumers: [
    consume(NoteTaken, async (tx, event) => {
      if (event.payload.text === 'poison') throw new StudioError('POISON', 'cannot be read');
      await tx.rows(INSERT, [newId(), event.aggregateId, event.tenantId, event.payload.text]);
    }),
  ],
  jobs: [
    {
      kind: 'write-note',
      run: async (ctx, job) => {
        await ctx.db.transaction(ctx, async (tx) => {
          await tx.rows(INSERT, [newId(), newId(), ctx.caller.tenantId, String(job.payload.text)]);
          await job.complete(tx);
        });
      },
    },
    {
      kind: 'always-fails',
      run: () => Promise.reject(new Error('no luck')),
    },
  ],
});

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([notes]);
});
afterAll(() => studio.close());

const texts = async () => {
  const ctx = studio.call('operations');
  const rows = await ctx.db.transaction(ctx, (tx) => tx.rows<{ text: string }>(SELECT));
  return rows.map((row) => row.text);
};

describe('a read in one trip', () => {
  const SHOW = sql(
    'test-show-caller',
    `select current_setting('app.user_id', true) as user, current_setting('app.actor', true) as actor,
       $1::text as text, $2::int as int, $3::bigint as big, $4::timestamptz as at, $5::jsonb as json, $6::text[] as list`,
  );
  const DIVIDE = sql('test-divide', 'select 1 / $1::int as quotient');

  it('sees what row-level security lets its caller see, and leaves no trace of them on the connection', async () => {
    const ctx = studio.call('operations');
    const [one, other] = [creator(), creator()];
    await ctx.db.transaction(ctx, async (tx) => {
      await tx.rows(INSERT, [newId(), one.subjectId, one.tenantId, 'of one']);
      await tx.rows(INSERT, [newId(), other.subjectId, other.tenantId, 'of the other']);
    });
    for (const [caller, text] of [
      [one, 'of one'],
      [other, 'of the other'],
    ] as const) {
      expect(await ctx.db.read(studio.call('operations', caller), SELECT)).toEqual([{ text }]);
    }
    const { rows } = await ctx.db.pool.query(`select current_setting('app.user_id', true) as user`);
    expect(rows).toEqual([{ user: '' }]);
  });

  it('gives and takes values as other queries do', async () => {
    const caller = creator();
    const at = new Date('2026-01-02T03:04:05.678Z');
    const values = ['ä', 7, 9_007_199_254_740_993n, at, JSON.stringify({ a: [1] }), ['x', 'y']];
    const ctx = studio.call('operations', caller);
    const expected = {
      user: caller.subjectId,
      actor: 'person',
      text: 'ä',
      int: 7,
      big: '9007199254740993',
      at,
    };
    for (let again = 0; again < 2; again += 1) {
      expect(await ctx.db.read(ctx, SHOW, values)).toEqual([
        { ...expected, json: { a: [1] }, list: ['x', 'y'] },
      ]);
    }
  });

  it('shows the same together with others and statement by statement, and keeps no connection in between', async () => {
    const [one, other] = [creator(newId()), creator(newId())];
    for (const [caller, text] of [[one, 'mine'] as const, [other, 'theirs'] as const]) {
      const ctx = studio.call('operations', caller);
      await ctx.db.transaction(ctx, (tx) =>
        tx.rows(INSERT, [newId(), caller.subjectId, caller.tenantId, text]),
      );
    }
    const ctx = studio.call('operations', one);
    const whose = sql('test-show-whose', `select current_setting('app.user_id', true) as id`);
    const together = [SELECT, whose].map((statement) => ({ statement, values: [] }));
    expect(await ctx.db.readTogether(ctx, together)).toEqual([[{ text: 'mine' }], [{ id: one.subjectId }]]);
    const reading = ctx.db.reading(ctx);
    expect(await reading.rows(SELECT)).toEqual([{ text: 'mine' }]);
    expect(ctx.db.pool.idleCount).toBe(ctx.db.pool.totalCount);
    expect(await reading.maybeOne(whose)).toEqual({ id: one.subjectId });
    await expect(reading.one(sql('test-none', 'select 1 as x where false'))).rejects.toMatchObject({
      code: 'ROW_MISSING',
    });
  });

  it('fails alone: the connection serves the same statement afterwards', async () => {
    const ctx = studio.call('operations');
    for (let again = 0; again < 12; again += 1) {
      await expect(ctx.db.read(ctx, DIVIDE, [0])).rejects.toMatchObject({ code: '22012' });
    }
    const nonsense = sql('test-nonsense', 'selectt');
    await expect(ctx.db.read(ctx, nonsense)).rejects.toMatchObject({ code: '42601' });
    const one = [{ quotient: 1 }];
    expect(await Promise.all([1, 1, 1].map((n) => ctx.db.read(ctx, DIVIDE, [n])))).toEqual([one, one, one]);
  });
});

describe('a transaction', () => {
  it('gives up a statement that is never answered, and its connection with it', async () => {
    const ctx = studio.call('operations');
    const sleep = sql('test-sleep', 'select pg_sleep(600)');
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const stuck = ctx.db.transaction(ctx, (tx) => tx.rows(sleep)).catch((error: Error) => error.message);
    const asleep = `select 1 from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()`;
    while ((await studio.ownerPool.query(asleep)).rowCount === 0);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(await stuck).toContain('Query read timeout');
    // Each connection of the pool is used: none of them waits behind the statement.
    expect(await Promise.all(Array.from({ length: 16 }, texts))).toHaveLength(16);
  });

  it('tells of a connection that was lost, and the next one works', async () => {
    const ctx = studio.call('operations');
    const end = sql('test-end-session', 'select pg_terminate_backend(pg_backend_pid())');
    const failing = ctx.db.transaction(ctx, async (tx) => {
      await tx.rows(end).catch(() => undefined);
      await tx.rows(SELECT);
    });
    await expect(failing).rejects.toSatisfy(isUnavailable);
    expect(await texts()).toEqual(expect.any(Array));
  });

  it('writes neither rows nor events when it fails', async () => {
    const ctx = studio.call('operations');
    const before = (await studio.written()).length;
    await expect(
      ctx.db.transaction(ctx, async (tx) => {
        await tx.rows(INSERT, [newId(), newId(), ctx.caller.tenantId, 'lost']);
        await tx.emit(NoteTaken, { aggregateId: newId(), payload: { text: 'lost' } });
        throw new Error('late');
      }),
    ).rejects.toThrow('late');
    expect(await texts()).not.toContain('lost');
    expect((await studio.written()).length).toBe(before);
  });

  it('refuses an event that does not fit its schema', async () => {
    const ctx = studio.call('operations');
    const faulty = { text: 7 as never };
    await expect(
      ctx.db.transaction(ctx, (tx) => tx.emit(NoteTaken, { aggregateId: newId(), payload: faulty })),
    ).rejects.toMatchObject({ code: 'EVENT_INVALID' });
  });

  it('shows a person only their own rows', async () => {
    const [anna, ben] = [creator(), creator()];
    for (const person of [anna, ben]) {
      const ctx = studio.call('operations', person);
      await ctx.db.transaction(ctx, (tx) =>
        tx.rows(INSERT, [newId(), person.subjectId, person.tenantId, `of ${person.subjectId}`]),
      );
    }
    const ctx = studio.call('operations', anna);
    const seen = await ctx.db.transaction(ctx, (tx) => tx.rows<{ text: string }>(SELECT));
    expect(seen.map((row) => row.text)).toEqual([`of ${anna.subjectId}`]);
  });

  it('keeps a person from writing rows of somebody else', async () => {
    const ctx = studio.call('operations', creator());
    await expect(
      ctx.db.transaction(ctx, (tx) => tx.rows(INSERT, [newId(), newId(), ctx.caller.tenantId, 'forged'])),
    ).rejects.toThrow(/row-level security/);
  });

  it('shows nothing of another tenant, even to the platform', async () => {
    const other = { ...studio.call('operations').caller, tenantId: newId() };
    const ctx = studio.call('operations', other);
    expect(await ctx.db.transaction(ctx, (tx) => tx.rows(SELECT))).toEqual([]);
  });
});

describe('a consumer', () => {
  it('applies the same event once', async () => {
    const aggregate = newId();
    const id = newId();
    await studio.deliver('operations', NoteTaken, aggregate, { text: 'once' }, { id });
    await studio.deliver('operations', NoteTaken, aggregate, { text: 'once' }, { id });
    expect((await texts()).filter((text) => text === 'once')).toHaveLength(1);
  });

  it('buries a poison event and parks what follows it on the same aggregate', async () => {
    const [sick, healthy] = [newId(), newId()];
    await studio.deliver('operations', NoteTaken, sick, { text: 'poison' });
    await studio.deliver('operations', NoteTaken, sick, { text: 'behind the poison' });
    await studio.deliver('operations', NoteTaken, healthy, { text: 'elsewhere' });
    expect(await texts()).toContain('elsewhere');
    expect(await texts()).not.toContain('behind the poison');
    const { rows } = await studio.ownerPool.query(
      'select state from bus.dead_letter where aggregate_id = $1 order by created_at, id',
      [sick],
    );
    expect(rows.map((row) => row.state)).toEqual(['dead', 'parked']);
  });
});

describe('a job', () => {
  it('is scheduled once per key and runs when it is due', async () => {
    const ctx = studio.call('operations');
    const dueAt = new Date(studio.clock.now().getTime() + 60_000);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await ctx.db.transaction(ctx, (tx) =>
        tx.schedule({ kind: 'write-note', dedupeKey: 'note:1', payload: { text: 'later' }, dueAt }),
      );
    }
    expect(await studio.runJobs('operations')).toBe(0);
    studio.clock.advance(60_000);
    expect(await studio.runJobs('operations')).toBe(1);
    expect((await texts()).filter((text) => text === 'later')).toHaveLength(1);
  });

  it('ends as a dead letter after its last attempt', async () => {
    const ctx = studio.call('operations');
    await ctx.db.transaction(ctx, (tx) =>
      tx.schedule({ kind: 'always-fails', dedupeKey: 'fails:1', payload: {}, maxAttempts: 2 }),
    );
    await studio.runJobs('operations');
    studio.clock.advance(10_000);
    await studio.runJobs('operations');
    const letters = await studio.deadLetters();
    expect(letters).toContainEqual({ owner: 'operations', subject: 'always-fails', error: 'no luck' });
  });
});

describe('an idempotent command', () => {
  it('answers fifty concurrent repetitions with the first answer and one effect', async () => {
    const key = newId();
    const caller = creator();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => {
        const ctx = studio.call('operations', caller);
        return idempotent(ctx, { operation: 'takeNote', key, payload: { text: 'same' } }, async (tx) => {
          const id = newId();
          await tx.rows(INSERT, [id, caller.subjectId, caller.tenantId, 'same']);
          return { id };
        });
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await texts()).filter((text) => text === 'same')).toHaveLength(1);
  });

  it('refuses the same key with another input', async () => {
    const key = newId();
    const ctx = studio.call('operations', creator());
    await idempotent(ctx, { operation: 'takeNote', key, payload: { text: 'a' } }, () =>
      Promise.resolve({ id: '1' }),
    );
    const second = await idempotent(ctx, { operation: 'takeNote', key, payload: { text: 'b' } }, () =>
      Promise.resolve({ id: '2' }),
    );
    expect(second).toMatchObject({ __typename: 'IdempotencyConflict', status: 409 });
  });
});

describe('an exchange of statements', () => {
  const insert = (caller: ReturnType<typeof creator>, text: string) => ({
    statement: INSERT,
    values: [newId(), caller.subjectId, caller.tenantId, text],
  });

  it('runs them as the caller, each seeing what those before it did', async () => {
    const caller = creator();
    const call = studio.call('operations', caller);
    const statements = [insert(caller, 'b'), insert(caller, 'a'), { statement: SELECT, values: [] }];
    const [, , seen] = await call.db.exchange(call, statements);
    expect(seen).toEqual([{ text: 'a' }, { text: 'b' }]);
    const stranger = studio.call('operations', creator());
    expect(await stranger.db.exchange(stranger, [{ statement: SELECT, values: [] }])).toEqual([[]]);
  });

  it('hands lists over as they are, whatever is in them', async () => {
    const call = studio.call('operations');
    const text = [
      '',
      'null',
      'NULL',
      'a,b',
      '{x}',
      'quote " and \\\\ slash',
      ' blank ',
      'line\nfeed',
      'é😀',
      'a.b/c-1:2',
      null,
    ];
    const numbers = [0, -1, 1.5, 1e21, null];
    const echo = sql(
      'test-echo',
      'select $1::text[] as text, $2::float8[] as numbers, $3::timestamptz[] as times',
    );
    const values = [text, numbers, [new Date(0)]];
    expect((await call.db.exchange(call, [{ statement: echo, values }]))[0]).toEqual([
      { text, numbers, times: [new Date(0)] },
    ]);
  });

  it('does nothing when one of them fails, and leaves the connection usable', async () => {
    const caller = creator();
    const call = studio.call('operations', caller);
    const stolen = { statement: INSERT, values: [newId(), newId(), caller.tenantId, 'not mine'] };
    await expect(call.db.exchange(call, [insert(caller, 'x'), stolen])).rejects.toThrow(/row-level security/);
    for (let round = 0; round < 10; round += 1) {
      expect(await call.db.exchange(call, [{ statement: SELECT, values: [] }])).toEqual([[]]);
    }
  });

  it('waits for the disk unless what it writes may be forgotten, and then only the once', async () => {
    const call = studio.call('operations');
    const show = sql('test-show-commit', `select current_setting('synchronous_commit') <> 'off' as waits`);
    const waits = async (options: { isForgettable?: boolean }) =>
      (await call.db.exchange(call, [{ statement: show, values: [] }], options))[0];
    expect(await waits({})).toEqual([{ waits: true }]);
    expect(await waits({ isForgettable: true })).toEqual([{ waits: false }]);
    expect(await waits({})).toEqual([{ waits: true }]);
  });

  it('leaves nothing of the caller on the connection', async () => {
    const call = studio.call('operations', creator());
    await call.db.exchange(call, [{ statement: SELECT, values: [] }]);
    const { rows } = await call.db.pool.query(`select current_setting('app.user_id', true) as id`);
    expect(rows[0].id || null).toBeNull();
  });
});

describe('events that are told together', () => {
  it('keep their order, each with its own tenant and trace', async () => {
    const tenants = [newId(), newId()];
    const call = studio.call('operations');
    await call.db.transaction(call, (tx) =>
      tx.emitAll(
        tenants.map((tenantId, index) =>
          emission(NoteTaken, {
            aggregateId: 'batch',
            tenantId,
            correlationId: tenantId,
            payload: { text: `note ${index}` },
          }),
        ),
      ),
    );
    const told = (await studio.written('NoteTaken.v1')).filter((event) => event.aggregateId === 'batch');
    expect(
      told.map(({ tenantId, correlationId, payload }) => [tenantId, correlationId, payload.text]),
    ).toEqual(tenants.map((tenantId, index) => [tenantId, tenantId, `note ${index}`]));
  });
});
