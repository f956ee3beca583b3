import { readFileSync } from 'node:fs';
import { newId } from '@effect-studio/kernel/ids';
import { AdvanceTestClockDocument } from '@effect-studio/schema/generated/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessBench, type ProcessUnderTest } from './process-under-test.ts';
import { signedIn } from './signed-in.ts';

const DAY_MS = 86_400_000;
/** Processes start slowly on a machine that has much to do. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
const PORTS = { WEB_USER_PORT: '0', WEB_ADMIN_PORT: '0' };

let bench: ProcessBench;
let token: string;
beforeEach(async () => {
  bench = await ProcessBench.open();
  token = await signedIn(bench.environment, 'admin');
});
afterEach(() => bench?.close());

async function ask<Data>(api: ProcessUnderTest, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(`http://127.0.0.1:${api.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: object[] };
  expect(errors).toBeUndefined();
  return data;
}

const advance = (byMs: number) =>
  `mutation { advanceTestClock(byMs: "${byMs}", idempotencyKey: "${newId()}") {
    __typename ... on TestClock { offsetMs } ... on Problem { humanReadableCause suggestedAction } } }`;

interface Advanced {
  advanceTestClock: { __typename: string; offsetMs?: string; humanReadableCause?: string };
}

/** The dashboard's own: a studio in production runs no other. */
const HUD = Object.values(
  JSON.parse(
    readFileSync(new URL('../../schema/trusted-documents/web-admin.json', import.meta.url), 'utf8'),
  ) as Record<string, string>,
).find((text) => /query \w+\([^)]*\) \{[^}]*marginHud\(/.test(text))!;

/** How far the api is ahead of real time, in whole days. */
async function daysAhead(api: ProcessUnderTest): Promise<number> {
  const { marginHud } = await ask<{ marginHud: { at: string } }>(api, HUD, { window: 'HOUR' });
  // Not −0.
  return Math.round((Date.parse(marginHud.at) - Date.now()) / DAY_MS) + 0;
}

const storedMs = async () => (await bench.owner.query('select offset_ms from bus.clock')).rows[0].offset_ms;

describe('the test clock of an embedded studio', () => {
  const start = () => bench.start('api.ts', 'API_PORT', PORTS);

  it('moves every process, forward only', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const moved = await ask<Advanced>(one, advance(3 * DAY_MS));
    expect(moved.advanceTestClock).toEqual({ __typename: 'TestClock', offsetMs: String(3 * DAY_MS) });
    for (const api of [one, other]) await expect.poll(() => daysAhead(api), { timeout: 20_000 }).toBe(3);
    expect((await ask<Advanced>(one, advance(-DAY_MS))).advanceTestClock.__typename).toBe('InvalidInput');
    expect(await daysAhead(other)).toBe(3);
  });
});

describe('the test clock of a studio in production', () => {
  const production = { ...PORTS, STUDIO_MODE: 'production' };

  it('is refused', async () => {
    const api = await bench.start('api.ts', 'API_PORT', production);
    const document = AdvanceTestClockDocument.toString();
    const { advanceTestClock } = await ask<Advanced>(api, document, { byMs: String(DAY_MS) });
    expect(advanceTestClock.__typename).toBe('TestClockRefused');
    expect(advanceTestClock.humanReadableCause).toContain('production');
    expect(await storedMs()).toBe('0');
    expect(await daysAhead(api)).toBe(0);
  });

  it.each([
    ['api.ts', 'API_PORT'],
    ['workers.ts', 'WORKERS_PORT'],
    ['host.ts', 'HOST_PORT'],
  ])('keeps %s from starting where it was moved, and it says why', async (file, port) => {
    await bench.owner.query('update bus.clock set offset_ms = $1', [DAY_MS]);
    await expect(bench.start(file, port, production)).rejects.toThrow(
      /clock of this database was moved.*real time/s,
    );
  });
});
