import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { freePort, ProcessBench, type ProcessUnderTest } from './process-under-test.ts';
import { signedIn } from './signed-in.ts';

/** Processes start slowly on a machine that has much to do. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let bench: ProcessBench;
let token: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'supergraph-'));
  bench = await ProcessBench.open();
  token = await signedIn(bench.environment);
});
afterAll(async () => {
  await bench?.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { path?: unknown[]; extensions: { code: string } }[];
}

async function ask({ port }: ProcessUnderTest, query: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

const WALLET = '{ me { id wallet { id } } }';

it('the api starts from the last good supergraph while a context is down, has it once it is there, and takes the next supergraph while it serves', async () => {
  const file = path.join(folder, 'supergraph.graphql');
  const released = readFileSync(`${REPOSITORY}schema/supergraph.graphql`, 'utf8');
  copyFileSync(`${REPOSITORY}schema/supergraph.graphql`, `${file}.last-good`);
  writeFileSync(file, 'half of a superg');
  const economicsPort = await freePort();
  const api = await bench.start('api.ts', 'API_PORT', {
    WEB_USER_PORT: '0',
    WEB_ADMIN_PORT: '0',
    STUDIO_MODE: 'embedded',
    SUPERGRAPH_FILE: file,
    SUBGRAPH_URLS: `economics=http://127.0.0.1:${economicsPort}`,
  });
  expect(api.output).toContain('the last good one serves');
  const without = await ask(api, WALLET);
  expect(without).toMatchObject({
    data: { me: { id: expect.any(String), wallet: null } },
    errors: [{ path: ['me'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
  });

  await bench.startAt('host.ts', 'HOST_PORT', economicsPort);
  expect((await ask(api, WALLET)).errors).toBeUndefined();

  const described = async (): Promise<unknown> =>
    (await ask(api, '{ __type(name: "Wallet") { description } }')).data?.__type;
  const before = await described();
  let isOver = false;
  let answered = 0;
  const traffic = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      const answer = await ask(api, WALLET);
      expect(answer.errors).toBeUndefined();
      answered += 1;
    }
  });
  writeFileSync(file, released.replace(/"""[^"]*"""\ntype Wallet$/m, '"A purse."\ntype Wallet'));
  await expect.poll(described, { timeout: 30_000, interval: 100 }).toEqual({ description: 'A purse.' });
  isOver = true;
  await Promise.all(traffic);
  expect(before).not.toEqual({ description: 'A purse.' });
  expect(answered).toBeGreaterThan(10);
  expect(readFileSync(`${file}.last-good`, 'utf8')).toContain('A purse.');
});
