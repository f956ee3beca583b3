import { newId } from '@effect-studio/kernel/ids';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { signIn } from '../demo/sign-in.ts';
import { StudioUnderTest } from './studio-under-test.ts';

/** Processes start slowly on a machine that has much to do. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let whole: StudioUnderTest;
let token: string;
beforeAll(async () => {
  whole = await StudioUnderTest.start();
  const { urls, stateDir } = whole.studio;
  token = await signIn({ apiUrl: urls.api, stateDir, email: 'admin@studio.local' });
});
afterAll(() => whole?.stop());

async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(whole.studio.urls.graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, Data>; errors?: object[] };
  expect(errors).toBeUndefined();
  return Object.values(data)[0]!;
}
const command = (name: string, input: object) =>
  ask<{ __typename: string }>(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename } }`,
    { input: { idempotencyKey: newId(), ...input } },
  );
/** Agents of the fleet that work, by name. */
async function online(): Promise<string[]> {
  const agents = await ask<{ name: string; fleet: string | null; status: string }[]>(
    '{ agents { name fleet status } }',
  );
  return agents
    .filter(({ fleet, status }) => fleet === 'night' && status === 'ONLINE')
    .map(({ name }) => name);
}
const until = (names: string[]) => expect.poll(online, { timeout: 90_000, interval: 500 }).toEqual(names);

it('a fleet of the document is started, enrolled and at work within seconds, and follows what an admin wants', async () => {
  const { baseDigest } = await ask<{ baseDigest: string }>(
    'query ($document: JSON!) { planFleetDocument(document: $document) { baseDigest } }',
    { document: {} },
  );
  const document = {
    templates: {
      small: {
        ...{ instanceType: 'cpu.small', capacityKind: 'owned', runners: ['ffmpeg'], concurrency: 1 },
        nanoUsdPerHour: '5000000',
      },
    },
    fleets: {
      night: {
        ...{ template: 'small', minAgents: 1, maxAgents: 2, isScaled: true },
        budgetNanoUsdPerHour: '10000000',
      },
    },
    assignments: {},
  };
  expect(await command('applyFleetDocument', { document, baseDigest, note: 'Night shift' })).toEqual({
    __typename: 'FleetDocument',
  });
  await until(['night-1']);
  expect(await command('setFleetSize', { fleet: 'night', agents: 2 })).toEqual({ __typename: 'Fleet' });
  await until(['night-1', 'night-2']);
  // Whoever starts the machines dies: they end with it, and are started again by its successor.
  whole.studio.kill('workers', 'SIGKILL');
  expect(await command('setFleetSize', { fleet: 'night', agents: 1 })).toEqual({ __typename: 'Fleet' });
  await until(['night-1']);
});
