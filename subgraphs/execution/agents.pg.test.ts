import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIGEST, ExecutionRig } from './testing/execution-rig.ts';
import { drainAgent } from './use-cases/agents/drain-agent.ts';
import { registerAgent } from './use-cases/agents/register-agent.ts';

let rig: ExecutionRig;
beforeEach(async () => {
  rig = await ExecutionRig.open();
});
afterEach(() => rig.close());

const sessions = async (type: 'Started' | 'Ended') =>
  (await rig.studio.written(`AgentSession${type}.v1`)).map((event) => event.payload);
const probes = async (providerId: string) =>
  (await rig.studio.written('ProviderProbed.v1'))
    .map((event) => event.payload)
    .filter((payload) => payload.providerId === providerId);

describe('registering', () => {
  it('answers a repetition with the same agent and one session', async () => {
    const { ctx } = await rig.register({ name: 'first' });
    const input = {
      name: 'second',
      version: '0.1.0',
      instanceType: 'cpu.small',
      capabilities: [],
      workflows: [],
      idempotencyKey: newId(),
    };
    const [one, two] = [await registerAgent(ctx, input), await registerAgent(ctx, input)];
    expect(one).toEqual(two);
    expect(await sessions('Started')).toHaveLength(2);
  });

  it('refuses a version that is too old, with the one that is needed', async () => {
    const { ctx } = await rig.register();
    const answer = await registerAgent(ctx, {
      name: 'old',
      version: '0.0.9',
      instanceType: 'cpu.small',
      capabilities: [],
      workflows: [],
      idempotencyKey: newId(),
    });
    expect(answer).toMatchObject({ __typename: 'AgentVersionUnsupported', minimumVersion: '0.1.0' });
  });

  it('refuses a digest that is none', async () => {
    const register = rig.register({
      workflows: [{ workflowId: 'look-match-fast', digest: `sha256:${DIGEST}` }],
    });
    await expect(register).rejects.toThrow(/SHA-256/);
  });

  it('tells fleet and start-up where the machine said them, with its sessions and its attempts', async () => {
    const { ctx, agentId } = await rig.register({ name: 'told' });
    const input = {
      name: 'told',
      version: '0.1.0',
      instanceType: 'cpu.small',
      driverVersion: '550.54.15',
      fleet: 'cellar',
      startupMs: 1_200,
      capabilities: ['ffmpeg'],
      workflows: [{ workflowId: 'look-match-fast', digest: DIGEST }],
      idempotencyKey: newId(),
    };
    await registerAgent(ctx, input);
    const [untold, told] = await sessions('Started');
    expect(told).toMatchObject({ agentId, fleet: 'cellar', startupMs: 1_200 });
    for (const figure of ['fleet', 'startupMs']) expect(untold).not.toHaveProperty(figure);
    const leg = rig.leg();
    await rig.dispatch([leg]);
    const agent = { caller: ctx.caller, ctx, agentId };
    await rig.finish(agent, (await rig.lease(agent))[0]!.leaseId);
    expect(await rig.events('TaskAttemptEnded', leg.taskId)).toMatchObject([{ fleet: 'cellar' }]);
    await drainAgent(ctx, { agentId, idempotencyKey: newId() });
    expect((await sessions('Ended')).at(-1)).toMatchObject({ fleet: 'cellar', startupMs: 1_200 });
  });

  it('tells at once that the providers’ machines are there', async () => {
    await rig.register();
    expect((await probes('cpu-swift')).at(-1)).toMatchObject({ healthy: true, onlineAgents: 1 });
  });
});

describe('an agent', () => {
  it('that falls silent is lost, and its providers are told', async () => {
    const agent = await rig.register();
    rig.studio.clock.advance(46_000);
    await rig.studio.settle();
    expect(await sessions('Ended')).toMatchObject([{ agentId: agent.agentId, reason: 'lost' }]);
    expect((await probes('cpu-swift')).at(-1)).toMatchObject({ healthy: false, onlineAgents: 0 });
  });

  it('that was lost is back with its next call', async () => {
    const agent = await rig.register();
    rig.studio.clock.advance(46_000);
    await rig.studio.settle();
    await rig.lease(agent);
    expect(await sessions('Started')).toHaveLength(2);
    expect((await probes('cpu-swift')).at(-1)).toMatchObject({ healthy: true });
  });

  it('that drains gets no more work, and its session ends with its last lease', async () => {
    await rig.dispatch([rig.leg(), rig.leg()]);
    const agent = await rig.register();
    const [lease] = await rig.lease(agent);
    await drainAgent(agent.ctx, { agentId: agent.agentId, idempotencyKey: newId() });
    expect(await rig.lease(agent)).toEqual([]);
    expect(await sessions('Ended')).toEqual([]);
    await rig.finish(agent, lease!.leaseId);
    rig.studio.clock.advance(2_000);
    await rig.studio.settle();
    expect(await sessions('Ended')).toMatchObject([{ reason: 'drained', busyMs: 900 }]);
  });

  it('is seen by admins with the leases that it holds, and by nobody else', async () => {
    await rig.dispatch([rig.leg()]);
    const agent = await rig.register();
    await rig.lease(agent);
    const query = '{ agents { id status leaseCount instanceType } }';
    expect((await rig.studio.execute('execution', admin(), query)).data).toEqual({
      agents: [{ id: agent.agentId, status: 'ONLINE', leaseCount: 1, instanceType: 'cpu.small' }],
    });
    expect((await rig.studio.execute('execution', creator(), query)).errors).toHaveLength(1);
  });
});

describe('probing providers', () => {
  it('confirms a change some times, then keeps quiet', async () => {
    await rig.studio.settle();
    for (let turn = 0; turn < 20; turn += 1) {
      rig.studio.clock.advance(10_000);
      await rig.studio.settle();
    }
    const told = await probes('cpu-swift');
    expect(told).toHaveLength(5);
    expect(told.every((probe) => probe.healthy === false)).toBe(true);
  });

  it('finds a provider unhealthy whose attempts mostly fail', async () => {
    await rig.dispatch([rig.leg()]);
    const agent = await rig.register();
    const { failTask } = await import('./use-cases/leases/fail-task.ts');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const [lease] = await rig.lease(agent);
      await failTask(agent.ctx, {
        leaseId: lease!.leaseId,
        failureClass: 'RETRYABLE',
        cause: 'x',
        busyMs: 1,
        idempotencyKey: newId(),
      });
    }
    rig.studio.clock.advance(10_000);
    await rig.lease(agent);
    await rig.studio.settle();
    expect((await probes('cpu-swift')).at(-1)).toMatchObject({ healthy: false, onlineAgents: 1 });
    expect((await probes('cpu-atelier')).at(-1)).toMatchObject({ healthy: true });
  });
});
