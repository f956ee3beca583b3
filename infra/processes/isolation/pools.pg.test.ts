import { afterEach, describe, expect, it } from 'vitest';
import { CONTEXTS } from '../contexts.ts';
import { ApiUnderTest } from '../testing/api-under-test.ts';

const REQUESTS = 200;
const LOOK_EVERY_MS = 5;

let api: ApiUnderTest;
afterEach(() => api?.stop());

/** Connections of the process under test, as PostgreSQL counts them. */
async function connections(): Promise<number> {
  const { rows } = await api.owner.query<{ count: string }>(
    `select count(*) from pg_stat_activity where datname = current_database() and usename like 'es\\_%'`,
  );
  return Number(rows[0]!.count);
}

/** Most connections at any moment while `work` is going on. */
async function mostWhile(work: Promise<unknown>): Promise<number> {
  let most = 0;
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    most = Math.max(most, await connections());
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  await done;
  return most;
}

/** Operations that between them reach every context that people reach. */
const OPERATIONS = [
  '{ me { id displayName wallet { availableTokens } } sessions { id } }',
  '{ runs(first: 5) { edges { node { id } } } notifications { unreadCount } }',
  '{ effects(first: 5) { edges { node { id } } } effectTypes { id } houseClips { id } }',
  '{ videos(first: 5) { edges { node { id analysis { id } } } } wallet { availableTokens } }',
];

async function ask200(): Promise<void> {
  const token = await api.signIn();
  const answers = await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) => api.ask(OPERATIONS[index % OPERATIONS.length]!, token)),
  );
  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
}

describe.each([
  { what: 'the api', withWorkers: false, limit: 48 },
  { what: 'a process with background work', withWorkers: true, limit: 40 },
  { what: 'a process with few connections', withWorkers: false, limit: 14 },
])('$what of $limit connections', ({ withWorkers, limit }) => {
  it(`answers ${REQUESTS} requests at once and never has more`, async () => {
    api = await ApiUnderTest.start({ withWorkers, DATABASE_CONNECTIONS: limit });
    const most = await mostWhile(ask200());
    expect(most).toBeGreaterThan(CONTEXTS.length);
    expect(most).toBeLessThanOrEqual(limit);
  });
});

it('a transaction leaves nothing of its caller on the connection', async () => {
  api = await ApiUnderTest.start();
  await ask200();
  const settings = `select current_setting('app.user_id', true) as user_id,
    current_setting('app.tenant_id', true) as tenant_id, current_setting('app.actor', true) as actor`;
  for (const { name } of CONTEXTS) {
    const { pool } = api.host.subgraph(name).services.db;
    // As many at once as the pool has, so that each of its connections answers.
    const size = Math.max(1, pool.totalCount);
    const clients = await Promise.all(Array.from({ length: size }, () => pool.connect()));
    for (const client of clients) {
      const { rows } = await client.query<Record<string, string | null>>(settings);
      for (const value of Object.values(rows[0]!)) expect(value ?? '').toBe('');
      client.release();
    }
  }
});
