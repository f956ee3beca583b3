import { createTestDatabase, type TestDatabase } from '@effect-studio/testing/test-database';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Leadership } from './leadership.ts';

let database: TestDatabase;
let leaders: Leadership[];
beforeEach(async () => {
  database = await createTestDatabase();
  leaders = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(leaders.map((leader) => leader.release()));
  await database.drop();
});

const candidate = (leaseMs?: number, name = 'business'): Leadership => {
  const leader = new Leadership({
    databaseUrl: database.url,
    kind: 'relay',
    name,
    ...(leaseMs ? { leaseMs } : {}),
  });
  leaders.push(leader);
  return leader;
};

describe('leadership', () => {
  it('is one at a time for each name', async () => {
    const [one, other] = [candidate(), candidate()];
    expect(await one.take()).toBe(true);
    expect(await other.take()).toBe(false);
    expect(await candidate(undefined, 'elsewhere').take()).toBe(true);
    expect([one.isHeld, other.isHeld]).toEqual([true, false]);
    await one.release();
    expect(await other.take()).toBe(true);
  });

  it('is kept by heartbeats for longer than a lease', async () => {
    const [one, other] = [candidate(200), candidate()];
    await one.take();
    const endMs = performance.now() + 700;
    await expect
      .poll(async () => (await other.take()) || performance.now() > endMs, { timeout: 5_000 })
      .toBe(true);
    expect([one.isHeld, other.isHeld]).toEqual([true, false]);
  });

  it('passes on from a leader that is silent for its lease, and the silent one knows', async () => {
    // Without its timers it is as silent as a process that is frozen.
    vi.useFakeTimers({ toFake: ['setInterval'] });
    const [frozen, other] = [candidate(200), candidate()];
    await frozen.take();
    vi.useRealTimers();
    await expect.poll(() => other.take(), { timeout: 5_000 }).toBe(true);
    expect(frozen.isHeld).toBe(false);
    await expect(frozen.query({ text: 'select 1' })).rejects.toMatchObject({ code: 'LEAD_LOST' });
    expect(await frozen.take()).toBe(false);
  });

  it('is lost with its session', async () => {
    const leader = candidate();
    await leader.take();
    const [{ pid }] = (await leader.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' })) as [
      { pid: number },
    ];
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    await owner.query('select pg_terminate_backend($1)', [pid]);
    await owner.end();
    await expect.poll(() => leader.isHeld).toBe(false);
    expect(await leader.take()).toBe(true);
  });
});
