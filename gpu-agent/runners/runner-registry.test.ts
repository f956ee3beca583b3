import { describe, expect, it } from 'vitest';
import { fakeRunner, WORKFLOW } from '../testing/fake-runner.ts';
import type { Runner, RunnerHealth } from './runner.ts';
import { RunnerRegistry } from './runner-registry.ts';

const GPU = { gpuName: 'A10', vramMiB: 23_028, driverVersion: '550' };
const NONE = { gpuName: null, vramMiB: null, driverVersion: null };
const entry = (change: Partial<Runner>, requires?: { vramMiB: number }) => ({
  runner: { ...fakeRunner().runner, ...change },
  adapter: 'fake',
  workflows: [requires ? { ...WORKFLOW, requires } : WORKFLOW],
});

describe('what a machine offers', () => {
  it('leaves out a workflow that needs more video memory than there is, and says so', async () => {
    const wanted = entry({}, { vramMiB: 16_384 });
    const open = (machine: typeof GPU | typeof NONE) =>
      RunnerRegistry.open([wanted], machine, () => undefined);
    expect((await open(GPU)).offers()).toHaveLength(1);
    const small = await open({ ...GPU, vramMiB: 8_192 });
    expect(small.offers()).toEqual([]);
    expect(small.refusals()[0]!.why).toMatch(/16384 MiB .* are 8192/);
    expect((await open(NONE)).refusals()[0]!.why).toMatch(/there is none/);
  });

  it('counts the accelerator behind a runner, for a machine that has none itself', async () => {
    const behind = entry({ accelerator: () => GPU }, { vramMiB: 16_384 });
    const registry = await RunnerRegistry.open([behind], NONE, () => undefined);
    expect(registry.offers()).toHaveLength(1);
    expect(registry.accelerator).toEqual(GPU);
  });

  it('changes when what is behind a runner goes and comes back, and tells a fault once', async () => {
    let health: RunnerHealth = { healthy: true, version: '1' };
    const told: string[][] = [];
    const registry = await RunnerRegistry.open(
      [{ ...entry({ healthCheck: async () => health }), recheckEveryMs: 0 }],
      NONE,
      (_id, faults) => told.push([...faults]),
    );
    expect(await registry.refresh()).toBe(false);
    health = { healthy: false, version: null, faults: ['gone'] };
    expect(await registry.refresh()).toBe(true);
    expect(await registry.refresh()).toBe(false);
    expect(registry.offers()).toEqual([]);
    expect(registry.refusals()).toMatchObject([{ workflowId: WORKFLOW.id, why: 'gone' }]);
    health = { healthy: true, version: '1' };
    expect(await registry.refresh()).toBe(true);
    expect(told).toEqual([['gone']]);
  });
});
