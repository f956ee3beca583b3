import { type Caller, callContext, systemCaller } from '@effect-studio/kernel/context';
import { FeatureFlags } from '@effect-studio/kernel/feature-flags';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOperationsConfig } from './config.ts';
import { operationsSubgraph } from './subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([operationsSubgraph(readOperationsConfig({ STUDIO_MODE: 'embedded' }))]);
});
afterAll(() => studio.close());

const PROBLEM = '... on Problem { title humanReadableCause }';
const FLAG = `... on FeatureFlag { key kind value defaultValue minimum maximum
  settings { reach value rolloutPercent reason version setBy } }`;

interface Answer {
  __typename: string;
  value?: unknown;
  settings?: { reach: string; value: unknown; version: number; setBy: string }[];
  title?: string;
}

async function change(
  mutation: 'set' | 'clear',
  caller: Caller,
  input: Record<string, unknown>,
): Promise<Answer> {
  const name = `${mutation}FeatureFlag`;
  const type = `${mutation === 'set' ? 'Set' : 'Clear'}FeatureFlagInput`;
  const { data, errors } = await studio.execute<Record<string, Answer>>(
    'operations',
    caller,
    `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ${FLAG} ${PROBLEM} } }`,
    { input: { reason: 'Incident 7.', idempotencyKey: newId(), ...input } },
  );
  expect(errors).toBeUndefined();
  return data![name]!;
}

const set = (caller: Caller, input: Record<string, unknown>) => change('set', caller, input);
const holds = (caller: Caller) => studio.call('operations', caller).flags.value('runs.submit', caller);

describe('a feature flag', () => {
  it('holds for its tenant before everyone, and its default where nothing is set', async () => {
    const elsewhere = admin(newId(), newId());
    const house = admin();
    expect([holds(house), holds(elsewhere)]).toEqual([true, true]);
    const stopped = await set(house, { key: 'runs.submit', value: false, reach: 'EVERYONE' });
    expect(stopped).toMatchObject({ __typename: 'FeatureFlag', value: false });
    expect([holds(house), holds(elsewhere)]).toEqual([false, false]);
    await set(elsewhere, { key: 'runs.submit', value: true });
    expect([holds(house), holds(elsewhere)]).toEqual([false, true]);
    const cleared = await change('clear', house, { key: 'runs.submit', reach: 'EVERYONE' });
    expect(cleared).toMatchObject({ value: true, settings: [] });
    const again = await change('clear', house, { key: 'runs.submit', reach: 'EVERYONE' });
    expect(again).toMatchObject({ __typename: 'InvalidState', title: 'Nothing is set' });
    expect([holds(house), holds(elsewhere)]).toEqual([true, true]);
  });

  it('is refused a value of another kind, outside of its bounds, without a reason, and for others', async () => {
    const flag = 'orchestrator.max-legs';
    for (const input of [
      { key: flag, value: true },
      { key: flag, value: 9 },
      { key: flag, value: 2.5 },
      { key: 'runs.submit', value: 1 },
      { key: flag, value: 2, reason: '  ' },
      { key: flag, value: 2, rolloutPercent: 0 },
    ]) {
      expect({ input, answer: await set(admin(), input) }).toMatchObject({
        answer: { __typename: 'InvalidInput' },
      });
    }
    expect(await set(admin(), { key: 'runs.sumbit', value: true })).toMatchObject({ __typename: 'NotFound' });
    const foreign = await set(admin(newId(), newId()), { key: flag, value: 2, reach: 'EVERYONE' });
    expect(foreign).toMatchObject({ __typename: 'InvalidInput' });
  });

  it('is not changed by somebody who looked at an older version', async () => {
    const flag = { key: 'uploads.start', value: false };
    const first = await set(admin(), { ...flag, expectedVersion: 0 });
    expect(first.settings).toMatchObject([{ reach: 'TENANT', version: 1 }]);
    expect(await set(admin(), { ...flag, expectedVersion: 0 })).toMatchObject({ title: 'Changed meanwhile' });
    const second = await set(admin(), { ...flag, value: true, expectedVersion: 1 });
    expect(second.settings).toMatchObject([{ version: 2, value: true }]);
  });

  it('rolls out to its share of people, the same ones each time', async () => {
    const tenant = admin(newId(), newId());
    const { flags } = studio.call('operations');
    await set(tenant, { key: 'agents.lease', value: false, rolloutPercent: 30 });
    const people = Array.from({ length: 1_000 }, () => creator(newId(), tenant.tenantId));
    const off = () => people.filter((person) => !flags.value('agents.lease', person));
    const chosen = off();
    expect(chosen.length).toBeGreaterThan(230);
    expect(chosen.length).toBeLessThan(370);
    await set(tenant, { key: 'agents.lease', value: false, rolloutPercent: 60 });
    expect(off()).toEqual(expect.arrayContaining(chosen));
  });

  it('is read anew by other processes, and keeps its last value while PostgreSQL is away', async () => {
    const caller = admin(newId(), newId());
    let isAway = false;
    const other = new FeatureFlags(() => {
      if (isAway) throw new Error('away');
      return studio.ownerPool;
    });
    await set(caller, { key: 'effects.publish', value: false });
    expect(other.value('effects.publish', caller)).toBe(true);
    await other.refresh();
    isAway = true;
    await expect(other.refresh()).rejects.toThrow('away');
    expect(other.value('effects.publish', caller)).toBe(false);
  });
});

interface Audited {
  actorId: string;
  actorKind: string;
  mutation: string;
  givenInput: Record<string, unknown>;
  outcome: string;
  refusal: string | null;
  changes: { table: string; rowId: string; kind: string; rowBefore: unknown; rowAfter: unknown }[];
}

async function trail(caller: Caller, filter: object = {}, page: object = {}) {
  const { data, errors } = await studio.execute<{
    auditTrail: { edges: { cursor: string; node: Audited }[]; pageInfo: { hasNextPage: boolean } };
  }>(
    'operations',
    caller,
    `query ($filter: AuditFilter, $first: Int, $after: Cursor) { auditTrail(filter: $filter, first: $first, after: $after) {
       edges { cursor node { id at actorId actorKind module mutation givenInput outcome refusal correlationId
         changes { table rowId kind rowBefore rowAfter } } } pageInfo { hasNextPage endCursor } } }`,
    { filter, ...page },
  );
  expect(errors).toBeUndefined();
  return data!.auditTrail;
}

describe('the audit trail', () => {
  it('says who asked for what, and each row before and after, refusals and repeats told apart', async () => {
    const caller = admin(newId(), newId());
    const key = newId();
    const input = { key: 'runs.submit', value: false, idempotencyKey: key };
    await set(caller, input);
    await set(caller, input);
    await set(caller, { ...input, value: true });
    await set(caller, { key: 'runs.submit', value: true, reason: 'Over.' });
    await change('clear', caller, { key: 'runs.submit' });
    const { edges } = await trail(caller);
    const told = edges.map(({ node }) => node).reverse();
    expect(told.map(({ mutation, outcome, refusal }) => [mutation, outcome, refusal])).toEqual([
      ['setFeatureFlag', 'CHANGED', null],
      ['setFeatureFlag', 'REFUSED', 'IdempotencyConflict'],
      ['setFeatureFlag', 'CHANGED', null],
      ['clearFeatureFlag', 'CHANGED', null],
    ]);
    expect(told[0]).toMatchObject({
      actorId: caller.subjectId,
      actorKind: 'person',
      givenInput: { key: 'runs.submit', value: false, reason: 'Incident 7.', idempotencyKey: key },
      changes: [
        {
          table: 'bus.feature_flag',
          rowId: `runs.submit ${caller.tenantId}`,
          kind: 'INSERTED',
          rowBefore: null,
          rowAfter: { value: false, version: '1' },
        },
      ],
    });
    expect(told[2]!.changes).toMatchObject([
      {
        kind: 'UPDATED',
        rowBefore: { value: false, version: '1', reason: 'Incident 7.' },
        rowAfter: { value: true, version: '2', reason: 'Over.' },
      },
    ]);
    expect(told[3]!.changes).toMatchObject([{ kind: 'DELETED', rowBefore: { value: true }, rowAfter: null }]);
  });

  it('is asked by actor, mutation, outcome, time and text, and page by page', async () => {
    const caller = admin(newId(), newId());
    const colleague = admin(newId(), caller.tenantId);
    for (const value of [1, 2, 3]) await set(caller, { key: 'orchestrator.max-legs', value });
    await set(colleague, { key: 'orchestrator.max-legs', value: 9 });
    const named = async (filter: object) =>
      (await trail(caller, filter)).edges.map(({ node }) => node.givenInput.value);
    expect(await named({ actorId: colleague.subjectId })).toEqual([9]);
    expect(await named({ outcomes: ['REFUSED'] })).toEqual([9]);
    expect(await named({ mutations: ['clearFeatureFlag'] })).toEqual([]);
    expect(await named({ modules: ['operations'], text: 'MAX-LEGS' })).toEqual([9, 3, 2, 1]);
    expect(await named({ until: new Date(studio.clock.now().getTime() - 1_000).toISOString() })).toEqual([]);
    expect(await named({ actorId: 'nobody' })).toEqual([]);
    const first = await trail(caller, {}, { first: 3 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await trail(caller, {}, { first: 3, after: first.edges[2]!.cursor });
    expect(rest.edges.map(({ node }) => node.givenInput.value)).toEqual([1]);
    expect((await trail(admin(newId(), newId()))).edges).toEqual([]);
  });

  it('is written by the transaction that changes the rows, and not by one that is rolled back', async () => {
    const ctx = studio.call('operations', admin());
    const about = { id: newId(), tenantId: ctx.caller.tenantId, actorId: ctx.caller.subjectId };
    const scope = {
      about: {
        ...about,
        actorKind: 'person' as const,
        mutation: 'broken',
        givenInput: {},
        correlationId: ctx.correlationId,
        at: studio.clock.now().toISOString(),
      },
      isRepeat: false,
      isOver: false,
    };
    const write = `insert into bus.feature_flag (key, tenant_id, value, rollout_percent, reason, version, set_at)
      values ('x', '${newId()}', '1', 100, 'x', 1, now())`;
    const written = async () =>
      (await studio.ownerPool.query('select from bus.audit_entry where id = $1', [about.id])).rowCount;
    const audited = { ...ctx, audit: scope };
    await expect(
      ctx.db.transaction(audited, async (tx) => {
        await tx.manager.query(write);
        throw new Error('too late');
      }),
    ).rejects.toThrow('too late');
    expect(await written()).toBe(0);
    await ctx.db.transaction(audited, (tx) => tx.manager.query(write));
    expect(await written()).toBe(1);
    // The next one on the same connection is nobody's.
    const plain = callContext(ctx, { caller: systemCaller() });
    await plain.db.transaction(plain, (tx) =>
      tx.manager.query(`delete from bus.feature_flag where key = 'x'`),
    );
    const { rows } = await studio.ownerPool.query('select kind from bus.audit_change where entry_id = $1', [
      about.id,
    ]);
    expect(rows).toEqual([{ kind: 'INSERTED' }]);
  });

  it('is only added to, be it by the owner of the database', async () => {
    for (const statement of [
      'update bus.audit_entry set outcome = $$DONE$$',
      'delete from bus.audit_change',
      'truncate bus.audit_change',
    ]) {
      await expect(studio.ownerPool.query(statement)).rejects.toThrow(/only added to/);
    }
  });
});
