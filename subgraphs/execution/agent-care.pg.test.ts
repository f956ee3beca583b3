import { newId } from '@effect-studio/kernel/ids';
import { OutputRejected } from '@effect-studio/schema/events/quality';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutionRig, OUTPUT, type RegisteredMachine } from './testing/execution-rig.ts';
import { reportPresence } from './use-cases/agents/report-presence.ts';
import { failTask } from './use-cases/leases/fail-task.ts';
import { renewLease } from './use-cases/leases/renew-lease.ts';

let rig: ExecutionRig;
beforeEach(async () => {
  rig = await ExecutionRig.open();
});
afterEach(() => rig.close());

const conditions = async (agent: RegisteredMachine) =>
  (await rig.studio.written('AgentConditionChanged.v1'))
    .map(({ payload }) => payload)
    .filter(({ agentId }) => agentId === agent.agentId)
    .map(({ condition }) => condition);
const probes = async () =>
  (await rig.studio.written('ProviderProbed.v1'))
    .map(({ payload }) => payload)
    .filter(({ providerId }) => providerId === 'cpu-swift');
const present = (agent: RegisteredMachine, freeCapacity = 1) =>
  reportPresence(agent.ctx, { agentId: agent.agentId, freeCapacity });
const asAdmin = async (mutation: string, input: object) => {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ... on Agent { id trust cordon { reason } quarantine { reason } } ... on Task { id status } ... on Provider { slotCount } ... on Problem { title } } }`;
  const { data, errors } = await rig.studio.execute('execution', admin(), document, {
    input: { idempotencyKey: newId(), ...input },
  });
  expect(errors).toBeUndefined();
  return data![mutation] as Record<string, unknown>;
};

/** Advances in steps of ten seconds, and says in each that the agent lives. */
async function liveOn(agent: RegisteredMachine, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 10_000) {
    rig.studio.clock.advance(10_000);
    await present(agent);
    await rig.studio.settle();
  }
}

describe('an agent that is heard of but asks for no work (row 6: deaf)', () => {
  it('is found after three of the longest waits, told once, and is back with its next poll', async () => {
    const agent = await rig.register();
    await rig.lease(agent);
    await liveOn(agent, 60_000);
    expect(await conditions(agent)).toEqual([]);
    await liveOn(agent, 60_000);
    expect(await conditions(agent)).toEqual(['DEAF']);
    expect((await probes()).at(-1)).toMatchObject({ onlineAgents: 0, healthy: false });
    expect(await present(agent)).toMatchObject({ isDeaf: true });
    const logged = await rig.studio.ownerPool.query(
      `select operator_action ->> 'runbook' as runbook from bus.action_log where event_type = 'AGENT_DEAF'`,
    );
    expect(logged.rows).toEqual([{ runbook: 'agents.md' }]);
    const leg = rig.leg();
    await rig.dispatch([leg]);
    expect(await rig.lease(agent)).toMatchObject([{ taskId: leg.taskId }]);
    expect(await conditions(agent)).toEqual(['DEAF', 'HEARD']);
    expect((await probes()).at(-1)).toMatchObject({ onlineAgents: 1 });
  });

  it('keeps the lease that it renews, and one that works with both hands is not deaf', async () => {
    await rig.dispatch([rig.leg({ workUnits: 100 })]);
    const agent = await rig.register();
    const [lease] = await rig.lease(agent);
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      rig.studio.clock.advance(5_000);
      await renewLease(agent.ctx, { leaseId: lease!.leaseId, progress: 0.01 * sequence, sequence });
      await rig.studio.settle();
    }
    expect(await conditions(agent)).toEqual([]);
    expect(await rig.finish(agent, lease!.leaseId)).toMatchObject({ isLate: false });
  });

  it('and that the studio does not know any more is told to register again', async () => {
    const agent = await rig.register();
    rig.studio.clock.advance(46_000);
    await rig.studio.settle();
    expect(await present(agent)).toMatchObject({ __typename: 'NotFound' });
    const stranger = await rig.register();
    expect(await reportPresence(stranger.ctx, { agentId: agent.agentId, freeCapacity: 1 })).toMatchObject({
      __typename: 'NotFound',
    });
  });
});

describe('a cordoned agent', () => {
  it('gets no new work but finishes what it holds, until the cordon is taken away', async () => {
    await rig.dispatch([rig.leg(), rig.leg()]);
    const agent = await rig.register();
    const [held] = await rig.lease(agent);
    expect(await asAdmin('cordonAgent', { agentId: agent.agentId, reason: 'New disk' })).toMatchObject({
      cordon: { reason: 'New disk' },
    });
    expect(await rig.lease(agent)).toEqual([]);
    await rig.upload(held!.leaseId);
    const next = { agentId: agent.agentId, limit: 1 };
    expect(await rig.complete(agent, held!.leaseId, { next })).toMatchObject({ isLate: false, next: [] });
    expect(await present(agent)).toMatchObject({ isWithheld: true, isDeaf: false });
    const waiting = rig.lease(agent, 1, 20_000);
    expect(await asAdmin('uncordonAgent', { agentId: agent.agentId })).toMatchObject({ cordon: null });
    expect(await waiting).toHaveLength(1);
    expect(await conditions(agent)).toEqual(['CORDONED', 'UNCORDONED']);
  });

  it('is an admin’s of the same tenant to cordon, with a reason', async () => {
    const agent = await rig.register();
    expect(await asAdmin('cordonAgent', { agentId: agent.agentId, reason: ' ' })).toMatchObject({
      __typename: 'InvalidInput',
    });
    const document = 'mutation ($input: CordonAgentInput!) { cordonAgent(input: $input) { __typename } }';
    const input = { agentId: agent.agentId, reason: 'x', idempotencyKey: newId() };
    const foreign = await rig.studio.execute('execution', admin(newId(), newId()), document, { input });
    expect(foreign.data).toEqual({ cordonAgent: { __typename: 'NotFound' } });
    expect((await rig.studio.execute('execution', creator(), document, { input })).errors).toHaveLength(1);
  });
});

describe('an agent with bad outputs', () => {
  /** Leases a task and hands in bytes that are not what they are said to be, again and again: it counts once. */
  async function misreport(agent: RegisteredMachine): Promise<void> {
    rig.studio.clock.advance(1);
    await rig.dispatch([rig.leg()]);
    const [lease] = await rig.lease(agent);
    await rig.upload(lease!.leaseId, Buffer.alloc(OUTPUT.length, 1));
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await rig.complete(agent, lease!.leaseId)).toMatchObject({ __typename: 'OutputRefused' });
    }
    await failTask(agent.ctx, {
      leaseId: lease!.leaseId,
      failureClass: 'NON_RETRYABLE',
      cause: 'x',
      busyMs: 1,
      idempotencyKey: newId(),
    });
  }
  async function succeed(agent: RegisteredMachine): Promise<string> {
    const leg = rig.leg();
    await rig.dispatch([leg]);
    await rig.finish(agent, (await rig.lease(agent))[0]!.leaseId);
    return leg.taskId;
  }

  it('is quarantined by the second while on probation, and gets work again when its time is over', async () => {
    const agent = await rig.register();
    await misreport(agent);
    expect(await conditions(agent)).toEqual([]);
    await misreport(agent);
    expect(await conditions(agent)).toEqual(['QUARANTINED']);
    await rig.dispatch([rig.leg()]);
    expect(await rig.lease(agent)).toEqual([]);
    rig.studio.clock.advance(3_600_000);
    await rig.studio.settle();
    expect(await conditions(agent)).toEqual(['QUARANTINED', 'ON_PROBATION']);
    await rig.dispatch([rig.leg()]);
    expect(await rig.lease(agent)).toHaveLength(1);
  });

  it('is released by an admin, and forgiven what was before', async () => {
    const agent = await rig.register();
    await misreport(agent);
    await misreport(agent);
    expect(await asAdmin('releaseAgent', { agentId: agent.agentId, reason: 'New driver' })).toMatchObject({
      trust: 'PROBATION',
      quarantine: null,
    });
    await misreport(agent);
    expect(await conditions(agent)).toEqual(['QUARANTINED', 'ON_PROBATION']);
    await misreport(agent);
    expect(await conditions(agent)).toEqual(['QUARANTINED', 'ON_PROBATION', 'QUARANTINED']);
  });

  it('earns trust by five good results; three that quality rejects within a day take it away', async () => {
    const agent = await rig.register();
    const taskIds: string[] = [];
    for (let n = 0; n < 5; n += 1) taskIds.push(await succeed(agent));
    rig.studio.clock.advance(2_000);
    await rig.studio.settle();
    expect(await conditions(agent)).toEqual(['TRUSTED']);
    for (const [n, taskId] of taskIds.slice(0, 4).entries()) {
      // The first was long ago, and does not count any more.
      if (n === 1) rig.studio.clock.advance(25 * 3_600_000);
      const words = { reason: 'LENGTH', humanReadableCause: 'It is too short.', suggestedAction: 'Look.' };
      await rig.studio.deliver('execution', OutputRejected, newId(), {
        ...{ taskId, runId: newId(), ownerId: newId(), role: 'candidate', providerId: 'cpu-swift' },
        ...{ workflowId: 'look-match-fast', effectTypeId: 'look-match' },
        ...words,
      });
    }
    expect(await conditions(agent)).toEqual(['TRUSTED', 'QUARANTINED']);
  });
});

describe('the pages about machines', () => {
  it('show an agent with its work, and workflows against machines', async () => {
    await rig.dispatch([rig.leg(), rig.leg(), rig.leg()]);
    const agent = await rig.register();
    const [first, second] = await rig.lease(agent, 2);
    rig.studio.clock.advance(9_000);
    await rig.finish(agent, first!.leaseId);
    await renewLease(agent.ctx, { leaseId: second!.leaseId, progress: 0.5, sequence: 1 });
    const document = `query ($id: ID!) {
      agent(id: $id) { concurrency trust faultCount utilisation(minutes: 60) leases { leaseId ageMs progress task { id } }
        recentAttempts { leaseId outcome busyMs task { id } } }
      workload(minutes: 30) { cells { workflow { id } agent { id } leasedCount succeededCount busyMs meanBusyMs }
        queues { workflow { id } waitingCount oldestWaitMs leasedCount agentCount freeSlotCount } } }`;
    const { data, errors } = await rig.studio.execute('execution', admin(), document, { id: agent.agentId });
    expect(errors).toBeUndefined();
    expect(data!.agent).toMatchObject({
      concurrency: 1,
      trust: 'PROBATION',
      leases: [{ leaseId: second!.leaseId, ageMs: 9_000, progress: 0.5 }],
      recentAttempts: [{ leaseId: first!.leaseId, outcome: 'SUCCEEDED', busyMs: 900 }],
    });
    // 0.9 s of the task that is done, and 9 s so far of the one that goes on: the one place that it has was full.
    expect((data!.agent as { utilisation: number }).utilisation).toBe(1);
    const workload = data!.workload as { cells: unknown[]; queues: unknown[] };
    expect(workload.cells).toEqual([
      expect.objectContaining({ leasedCount: 1, succeededCount: 1, busyMs: 900, meanBusyMs: 900 }),
    ]);
    expect(workload.queues[0]).toEqual({
      workflow: { id: 'look-match-fast' },
      waitingCount: 1,
      oldestWaitMs: 9_000,
      leasedCount: 1,
      agentCount: 1,
      freeSlotCount: 3,
    });
  });

  it('follow the workload live, and end at once', async () => {
    await rig.register();
    const source = await rig.subscribe(
      admin(),
      'subscription { workloadUpdates { queues { waitingCount } } }',
    );
    const waiting = async () => {
      const { value } = await source.next();
      const { queues } = value.data.workloadUpdates as { queues: { waitingCount: number }[] };
      return queues.reduce((sum, { waitingCount }) => sum + waitingCount, 0);
    };
    expect(await waiting()).toBe(0);
    await rig.dispatch([rig.leg()]);
    expect(await waiting()).toBe(1);
    const next = source.next();
    await source.return?.();
    expect(await next).toMatchObject({ done: true });
  });

  it('list what was given up with its cause, and try it again without disturbing the run', async () => {
    const leg = rig.leg();
    const runId = await rig.dispatch([leg]);
    const agent = await rig.register();
    const [lease] = await rig.lease(agent);
    await failTask(agent.ctx, {
      leaseId: lease!.leaseId,
      failureClass: 'NON_RETRYABLE',
      cause: 'no decoder',
      busyMs: 1,
      idempotencyKey: newId(),
    });
    const list = `{ givenUpTasks { edges { node { task { id } failureClass humanReadableCause retriedAs { id status } } } } }`;
    const retried = await asAdmin('retryTask', { taskId: leg.taskId });
    const { data } = await rig.studio.execute('execution', admin(), list);
    expect(data!.givenUpTasks).toEqual({
      edges: [
        {
          node: {
            task: { id: leg.taskId },
            failureClass: 'nonRetryable',
            humanReadableCause: expect.stringContaining('no decoder'),
            retriedAs: { id: retried.id, status: 'WAITING' },
          },
        },
      ],
    });
    const [again] = await rig.lease(agent);
    expect(again!.taskId).toBe(retried.id);
    await rig.finish(agent, again!.leaseId);
    expect(await rig.events('TaskSucceeded', String(retried.id))).toMatchObject([{ runId, role: 'shadow' }]);
    expect(await rig.events('TaskFailed', leg.taskId)).toHaveLength(1);
    expect(await asAdmin('retryTask', { taskId: newId() })).toMatchObject({ __typename: 'NotFound' });
  });
});

it('a provider’s concurrency is an admin’s to set: more is leased at once, less ends in peace', async () => {
  await rig.dispatch(Array.from({ length: 8 }, () => rig.leg()));
  const agent = await rig.register();
  expect(await rig.lease(agent, 8)).toHaveLength(4);
  expect(await asAdmin('setProviderConcurrency', { providerId: 'cpu-swift', slots: 6 })).toMatchObject({
    slotCount: 6,
  });
  const more = await rig.lease(agent, 8);
  expect(more).toHaveLength(2);
  expect(await asAdmin('setProviderConcurrency', { providerId: 'cpu-swift', slots: 1 })).toMatchObject({
    slotCount: 1,
  });
  for (const { leaseId } of more) await rig.finish(agent, leaseId);
  expect(await rig.lease(agent, 8)).toEqual([]);
  expect(await asAdmin('setProviderConcurrency', { providerId: 'nobody', slots: 1 })).toMatchObject({
    __typename: 'NotFound',
  });
});
