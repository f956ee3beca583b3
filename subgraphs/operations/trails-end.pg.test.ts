import { callContext, systemCaller } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readOperationsConfig } from './config.ts';
import { operationsSubgraph } from './subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  // The studio's clock stands at the beginning of 2026 here, the database's is the real one.
  const config = readOperationsConfig({
    STUDIO_MODE: 'embedded',
    ACTION_LOG_KEEP_DAYS: '700',
    AUDIT_TRAIL_KEEP_DAYS: String(9 * 365),
  });
  studio = await TestStudio.open([operationsSubgraph(config)]);
});
afterAll(() => studio.close());
beforeEach(async () => {
  await studio.ownerPool.query('delete from bus.action_log; delete from bus.dead_letter');
});

/** An admin's mutation at some moment, with one row that it changed. */
async function audited(at: string): Promise<string> {
  const id = newId();
  await studio.ownerPool.query(
    `insert into bus.audit_entry (id, tenant_id, actor_kind, module, mutation, given_input, outcome, correlation_id, recorded_at)
     values ($1, $2, 'person', 'gallery', 'unpublishEffect', '{}', 'CHANGED', $1, $3)`,
    [id, DEFAULT_TENANT_ID, at],
  );
  await studio.ownerPool.query(
    `insert into bus.audit_change (entry_id, table_name, row_id, kind) values ($1, 'gallery.effect', 'x', 'UPDATED')`,
    [id],
  );
  return id;
}

async function logged(at: string): Promise<string> {
  const id = newId();
  await studio.ownerPool.query(
    `insert into bus.action_log (id, severity, source_module, event_type, message, economic_impact, operator_action, occurred_at)
     values ($1, 'WARN', 'gallery', 'X', 'x', '{}', '{}', $2)`,
    [id, at],
  );
  return id;
}

async function letter(state: string, at: string): Promise<string> {
  const id = newId();
  await studio.ownerPool.query(
    `insert into bus.dead_letter (id, owner, source, subject, cause_class, error, payload, payload_hash, idempotency_key, attempts, state, created_at, updated_at)
     values ($1, 'gallery', 'job', 'x', 'X', 'x', '{}', '', $4, 1, $2, $3, $3)`,
    [id, state, at, id],
  );
  return id;
}

async function round(): Promise<void> {
  const ctx = callContext(studio.call('operations'), { caller: systemCaller() });
  await ctx.db.transaction(ctx, (tx) =>
    tx.schedule({ kind: 'expire-trails', dedupeKey: `test:${newId()}`, payload: {} }),
  );
  await studio.runJobs('operations');
}

const left = async (table: string, column = 'id') =>
  (await studio.ownerPool.query<{ id: string }>(`select ${column}::text as id from ${table}`)).rows.map(
    ({ id }) => id,
  );

describe('what is kept of the past', () => {
  it('ends when the studio has kept it for as long as it says: audit trail, action log, ended letters', async () => {
    const [gone, kept] = [await audited('2016-12-01'), await audited('2017-02-01')];
    const [silent, said] = [await logged('2024-01-15'), await logged('2024-03-01')];
    const open = await letter('dead', '2025-01-01');
    const fresh = await letter('replayed', '2025-12-01');
    const ended = await letter('discarded', '2025-09-01');
    await round();
    expect(await left('bus.audit_entry')).toEqual([kept]);
    expect(await left('bus.audit_change', 'entry_id')).toEqual([kept]);
    expect(await left('bus.action_log')).toEqual([said]);
    expect((await left('bus.dead_letter')).sort()).toEqual([open, fresh].sort());
    expect([gone, silent, ended].every(Boolean)).toBe(true);
  });

  it('is kept for six years at least, whoever asks: nobody deletes a younger entry of the audit trail', async () => {
    const young = await audited('2025-06-01');
    for (const table of ['bus.audit_change', 'bus.audit_entry']) {
      await expect(studio.ownerPool.query(`delete from ${table}`)).rejects.toThrow(/kept for six years/);
    }
    const expire = "select bus.expire_audit('infinity', 1000) as count";
    await studio.ownerPool.query(expire);
    expect(await left('bus.audit_entry')).toContain(young);
    expect(() => readOperationsConfig({ AUDIT_TRAIL_KEEP_DAYS: '365' })).toThrow(/AUDIT_TRAIL_KEEP_DAYS/);
    expect(() => readOperationsConfig({ ACTION_LOG_KEEP_DAYS: '30' })).toThrow(/ACTION_LOG_KEEP_DAYS/);
  });
});
