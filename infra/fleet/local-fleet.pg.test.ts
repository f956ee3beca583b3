import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execution from '@effect-studio/execution/subgraph';
import { scaleFleets } from '@effect-studio/execution/use-cases/fleets/scale-fleets';
import { newId } from '@effect-studio/kernel/ids';
import { FleetActionApplied, FleetActionReverted } from '@effect-studio/schema/events/economics';
import { FleetsChanged } from '@effect-studio/schema/events/providers';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalFleetScaler } from './local-fleet-scaler.ts';

let studio: TestStudio;
let scaler: LocalFleetScaler;
let folder: string;
let gateway: Server;
const enrolled: string[] = [];
const lost: string[] = [];

beforeAll(async () => {
  studio = await TestStudio.open([execution]);
  folder = await mkdtemp(join(tmpdir(), 'local-fleet-'));
  // Nobody answers, so that the processes wait: what is tested here is that they come and go.
  gateway = createServer((_request, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  scaler = new LocalFleetScaler({
    stateDir: folder,
    gatewayUrl: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/graphql`,
    enrol: async (name) => {
      enrolled.push(name);
      return 'a'.repeat(32);
    },
    onLost: (name) => lost.push(name),
  });
});
afterAll(async () => {
  await scaler.close();
  gateway.close();
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

const declare = (change: object = {}, version = 1) =>
  studio.deliver('execution', FleetsChanged, 'fleets', {
    ...{ version, digest: 'a'.repeat(64), assignments: [] },
    fleets: [
      {
        ...{
          name: 'night',
          template: 'small',
          instanceType: 'cpu.small',
          capacityKind: 'owned',
          runners: ['ffmpeg'],
        },
        ...{ concurrency: 1, nanoUsdPerHour: '100', minAgents: 1, maxAgents: 4, budgetNanoUsdPerHour: '250' },
        ...{ isScaled: true, ...change },
      } as never,
    ],
  });
const scale = () => scaleFleets(studio.call('execution'), scaler);
const running = async () =>
  (await scaler.observe()).filter(({ isDraining }) => !isDraining).map(({ name }) => name);
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a fleet of real agent processes', () => {
  it('has as many as its document, its budget and the engine’s actions say, and none once it is gone', async () => {
    await declare();
    expect(await scale()).toEqual({ started: ['night-1'], drained: [] });
    const pid = scaler.pid('night-1')!;
    expect(isAlive(pid)).toBe(true);
    expect(await scale()).toEqual({ started: [], drained: [] });

    // Saturated: one more for a time. A second action is more than the budget pays for.
    const [first, second] = [newId(), newId()];
    const applied = {
      bottleneckId: newId(),
      bottleneckClass: 'GPU_SATURATION' as const,
      fleet: 'night',
      delta: 1,
    };
    const expiresAt = new Date(studio.clock.now().getTime() + 7_200_000).toISOString();
    for (const actionId of [first, second]) {
      await studio.deliver('execution', FleetActionApplied, actionId, { ...applied, actionId, expiresAt });
    }
    expect(await scale()).toEqual({ started: ['night-2'], drained: [] });
    for (const actionId of [first, second]) {
      await studio.deliver('execution', FleetActionReverted, actionId, {
        ...{ actionId, bottleneckId: applied.bottleneckId, fleet: 'night', delta: -1 },
        ...{ why: 'EXPIRED' as const, reason: 'Its time is over.' },
      });
    }
    expect(await scale()).toEqual({ started: [], drained: ['night-2'] });
    await vi.waitFor(async () => expect(await running()).toEqual(['night-1']), 20_000);

    // Whoever dies is replaced, by the same machine.
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(lost).toEqual(['night-1']), 10_000);
    expect((await scale()).started).toEqual(['night-1']);

    await studio.deliver('execution', FleetsChanged, 'fleets', {
      ...{ version: 2, digest: 'b'.repeat(64), fleets: [], assignments: [] },
    });
    expect((await scale()).drained).toEqual(['night-1']);
    await vi.waitFor(async () => expect(await scaler.observe()).toEqual([]), 20_000);
  }, 90_000);

  it('is set by an admin within its bounds and its budget', async () => {
    await declare({ minAgents: 0 }, 3);
    const set = async (agents: number) => {
      const { data } = await studio.execute<{ setFleetSize: object }>(
        'execution',
        admin(),
        `mutation ($input: SetFleetSizeInput!) { setFleetSize(input: $input) {
           __typename ... on Fleet { wantedAgents targetAgents } ... on Problem { humanReadableCause } } }`,
        { input: { fleet: 'night', agents, idempotencyKey: newId() } },
      );
      return data!.setFleetSize;
    };
    expect(await set(3)).toMatchObject({
      __typename: 'InvalidInput',
      humanReadableCause: expect.stringContaining('between 0 and 2'),
    });
    expect(await set(2)).toEqual({ __typename: 'Fleet', wantedAgents: 2, targetAgents: 2 });
    expect(await set(0)).toMatchObject({ targetAgents: 0 });
  });

  it('tells what happened to its size, the newest first, and nobody but admins', async () => {
    await declare({ name: 'day', minAgents: 0 }, 4);
    const caller = admin();
    await studio.execute(
      'execution',
      caller,
      'mutation ($input: SetFleetSizeInput!) { setFleetSize(input: $input) { __typename } }',
      { input: { fleet: 'day', agents: 1, idempotencyKey: newId() } },
    );
    await scale();
    const action = { actionId: newId(), bottleneckId: newId(), fleet: 'day', delta: 1 };
    const applied = { ...action, bottleneckClass: 'GPU_SATURATION' as const };
    const expiresAt = new Date(studio.clock.now().getTime() + 7_200_000).toISOString();
    // Delivered twice, it happened once.
    await studio.deliver('execution', FleetActionApplied, action.actionId, { ...applied, expiresAt });
    await studio.deliver('execution', FleetActionApplied, action.actionId, { ...applied, expiresAt });
    const document =
      '{ fleetEvents(fleet: "day") { fleet kind agents agentName causedBy { id } } all: fleetEvents { fleet } }';
    const { data } = await studio.execute<{ fleetEvents: object[]; all: { fleet: string }[] }>(
      'execution',
      caller,
      document,
    );
    const nobody = { agentName: null, causedBy: null };
    expect(data!.fleetEvents).toEqual([
      { ...nobody, fleet: 'day', kind: 'ENGINE_ADDED', agents: 1 },
      { fleet: 'day', kind: 'AGENT_STARTED', agents: 1, agentName: 'day-1', causedBy: null },
      { fleet: 'day', kind: 'SIZE_SET', agents: 1, agentName: null, causedBy: { id: caller.subjectId } },
    ]);
    expect(new Set(data!.all.map(({ fleet }) => fleet))).toEqual(new Set(['day', 'night']));
    const refused = await studio.execute('execution', creator(), document);
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});
