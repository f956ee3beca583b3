import { newId } from '@effect-studio/kernel/ids';
import { MachineRevoked } from '@effect-studio/schema/events/identity';
import { ProviderStatusChanged } from '@effect-studio/schema/events/providers';
import { creator, machine } from '@effect-studio/testing/callers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExecutionRig } from './testing/execution-rig.ts';
import { failTask } from './use-cases/leases/fail-task.ts';
import { leaseTasks } from './use-cases/leases/lease-tasks.ts';
import { renewLease } from './use-cases/leases/renew-lease.ts';
import { leaseDesk } from './workers/lease-desk.ts';

let rig: ExecutionRig;
beforeEach(async () => {
  rig = await ExecutionRig.open();
});
afterEach(() => rig.close());

describe('leasing', () => {
  it('gives each of forty tasks to one of eight racing agents', async () => {
    await rig.studio.ownerPool.query(
      `insert into execution.provider_slot select 'cpu-swift', n from generate_series(5, 40) n`,
    );
    await rig.dispatch(Array.from({ length: 40 }, () => rig.leg()));
    const agents = await Promise.all(Array.from({ length: 8 }, () => rig.register()));
    const leased: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const leases = await Promise.all(agents.map((agent) => rig.lease(agent, 1)));
      leased.push(...leases.flat().map((lease) => lease.taskId));
    }
    expect(leased).toHaveLength(40);
    expect(new Set(leased).size).toBe(40);
  });

  it('deals tasks round, so that no agent takes all while others ask', async () => {
    await rig.dispatch([rig.leg(), rig.leg(), rig.leg()]);
    const agents = await Promise.all([rig.register(), rig.register(), rig.register()]);
    const desk = leaseDesk(rig.studio.call('execution'));
    // The first request is served alone; the two that arrive meanwhile share a statement.
    const answers = await Promise.all(
      agents.map(({ agentId, caller }, index) =>
        desk.lease({ agentId, clientId: caller.subjectId, limit: index === 0 ? 1 : 2 }, 0),
      ),
    );
    const leases = answers.map((answer) => (answer.kind === 'leases' ? answer.leases : []));
    expect(leases.map((own) => own.length)).toEqual([1, 1, 1]);
  });

  it('never gives a provider more than its slots', async () => {
    await rig.dispatch(Array.from({ length: 9 }, () => rig.leg()));
    const agent = await rig.register();
    expect(await rig.lease(agent, 32)).toHaveLength(4);
    expect(await rig.lease(agent, 32)).toHaveLength(0);
    expect(await rig.heldSlots()).toBe(4);
  });

  it('serves other providers while one is full', async () => {
    await rig.dispatch(Array.from({ length: 9 }, () => rig.leg()));
    await rig.dispatch([rig.leg({ providerId: 'cpu-atelier', workflowId: 'look-match-fine' })]);
    const workflows = (await rig.lease(await rig.register(), 32)).map((lease) => lease.workflowId);
    expect(workflows.filter((id) => id === 'look-match-fast')).toHaveLength(4);
    expect(workflows).toContain('look-match-fine');
  });

  it('matches workflow and digest', async () => {
    await rig.dispatch([rig.leg({ workflowDigest: 'b'.repeat(64) })]);
    const [other, older, right] = await Promise.all([
      rig.register({ workflows: [{ workflowId: 'look-match-fine', digest: 'b'.repeat(64) }] }),
      rig.register(),
      rig.register({ workflows: [{ workflowId: 'look-match-fast', digest: 'b'.repeat(64) }] }),
    ]);
    expect(await rig.lease(other)).toEqual([]);
    expect(await rig.lease(older)).toEqual([]);
    expect(await rig.lease(right)).toHaveLength(1);
  });

  it('matches video memory and capabilities, also when the catalogue asks for them later', async () => {
    const [plain, small, large] = await Promise.all([
      rig.register(),
      rig.register({ vramMiB: 8_000, capabilities: ['ffmpeg', 'nvenc'] }),
      rig.register({ vramMiB: 24_000, capabilities: ['ffmpeg', 'nvenc'] }),
    ]);
    await rig.publishCatalogue({ vramMiB: 16_000, capabilities: ['nvenc'] });
    await rig.dispatch([rig.leg()]);
    expect(await rig.lease(plain)).toEqual([]);
    expect(await rig.lease(small)).toEqual([]);
    expect(await rig.lease(await rig.register({ vramMiB: 24_000 }))).toEqual([]);
    expect(await rig.lease(large)).toHaveLength(1);
  });

  it('tells the machine everything that it needs', async () => {
    const leg = rig.leg();
    await rig.dispatch([leg]);
    const [lease] = await rig.lease(await rig.register());
    expect(lease).toMatchObject({
      taskId: leg.taskId,
      epoch: 1,
      variant: 'fast',
      adapter: 'ffmpeg',
      parameters: { strength: 0.7 },
      exampleDescriptor: { kind: 'example' },
      excerptDurationMs: 3_000,
    });
    expect(lease).toMatchObject({ footageKey: 'media/footage/proxy.mp4' });
    expect(lease!.hardDeadlineAt.getTime()).toBeGreaterThan(lease!.expiresAt.getTime());
  });

  it('wakes a waiting agent when work is queued', async () => {
    const agent = await rig.register();
    const waiting = rig.lease(agent, 1, 20_000);
    await rig.dispatch([rig.leg()]);
    expect(await waiting).toHaveLength(1);
  });

  it('gives nothing of a paused provider', async () => {
    await rig.studio.deliver('execution', ProviderStatusChanged, 'cpu-swift', {
      providerId: 'cpu-swift',
      from: 'HEALTHY',
      to: 'PAUSED',
      reason: 'Upkeep',
    });
    await rig.dispatch([rig.leg()]);
    expect(await rig.lease(await rig.register())).toEqual([]);
  });

  it('answers NotFound to a machine that is not the agent’s', async () => {
    const agent = await rig.register();
    const stranger = rig.studio.call('execution', machine());
    const answer = await leaseTasks(stranger, { agentId: agent.agentId, limit: 1, waitMs: 0 });
    expect(answer.__typename).toBe('NotFound');
  });

  it('is for machines', async () => {
    const { errors } = await rig.studio.execute(
      'execution',
      creator(),
      'mutation ($input: LeaseTasksInput!) { leaseTasks(input: $input) { __typename } }',
      { input: { agentId: newId(), limit: 1, waitMs: 0 } },
    );
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});

describe('a lease', () => {
  it('is extended by renewal, but not past its hard deadline', async () => {
    await rig.dispatch([rig.leg()]);
    const agent = await rig.register();
    const [lease] = await rig.lease(agent);
    const renew = (sequence: number) =>
      renewLease(agent.ctx, { leaseId: lease!.leaseId, progress: 0.1, sequence });
    rig.studio.clock.advance(5_000);
    const renewed = await renew(1);
    expect(renewed).toMatchObject({ isCancelled: false });
    if (renewed.__typename !== 'LeaseRenewal') throw new Error('refused');
    expect(renewed.expiresAt.getTime()).toBe(lease!.expiresAt.getTime() + 5_000);
    rig.studio.clock.advance(lease!.hardDeadlineAt.getTime() - rig.studio.clock.now().getTime() - 1);
    expect(await renew(2)).toMatchObject({ expiresAt: lease!.hardDeadlineAt });
  });

  it('ignores progress that is older than the last, and progress after the end', async () => {
    const leg = rig.leg();
    await rig.dispatch([leg]);
    const agent = await rig.register();
    const [lease] = await rig.lease(agent);
    const renew = (progress: number, sequence: number) =>
      renewLease(agent.ctx, { leaseId: lease!.leaseId, progress, sequence });
    await renew(0.6, 5);
    await renew(0.9, 4);
    expect((await rig.row(leg.taskId)).progress).toBeCloseTo(0.6);
    await rig.finish(agent, lease!.leaseId);
    expect((await renew(0.2, 9)).__typename).toBe('StaleLease');
    expect((await rig.row(leg.taskId)).progress).toBe(1);
  });

  it('is offered again when its agent falls silent, and its older holder is refused', async () => {
    const leg = rig.leg();
    await rig.dispatch([leg]);
    const [first, second] = [await rig.register(), await rig.register()];
    const [lost] = await rig.lease(first);
    rig.studio.clock.advance(12_000);
    await rig.studio.settle();
    const [taken] = await rig.lease(second);
    expect(taken).toMatchObject({ taskId: leg.taskId, epoch: 2 });
    const stale = { leaseId: lost!.leaseId };
    await rig.upload(lost!.leaseId);
    expect((await renewLease(first.ctx, { ...stale, progress: 1, sequence: 1 })).__typename).toBe(
      'StaleLease',
    );
    expect((await rig.complete(first, lost!.leaseId)).__typename).toBe('StaleLease');
    const words = { failureClass: 'RETRYABLE' as const, cause: 'late', busyMs: 1 };
    const failure = { ...stale, ...words, idempotencyKey: newId() };
    expect((await failTask(first.ctx, failure)).__typename).toBe('StaleLease');
    expect((await rig.finish(second, taken!.leaseId)).__typename).toBe('TaskCompletion');
    const outcomes = (await rig.events('TaskAttemptEnded', leg.taskId)).map((event) => [
      event.outcome,
      event.busyMs,
    ]);
    expect(outcomes).toEqual([
      ['expired', lost!.expiresAt.getTime() - Date.parse('2026-01-01T00:00:00Z')],
      ['succeeded', 900],
    ]);
  });

  it('that expires for the third time fails the task with its cause', async () => {
    const leg = rig.leg();
    await rig.dispatch([leg]);
    const agent = await rig.register();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await rig.lease(agent)).toHaveLength(1);
      rig.studio.clock.advance(12_000);
      await rig.studio.settle();
    }
    expect(await rig.lease(agent)).toEqual([]);
    expect(await rig.events('TaskFailed', leg.taskId)).toMatchObject([
      { causeClass: 'heartbeat', reason: 'MACHINE_LOST' },
    ]);
    expect(await rig.heldSlots()).toBe(0);
  });

  it('ends with its machine’s rights, without blame for the task', async () => {
    const leg = rig.leg();
    await rig.dispatch([leg]);
    const agent = await rig.register();
    await rig.lease(agent);
    const clientId = agent.caller.subjectId!;
    await rig.studio.deliver('execution', MachineRevoked, clientId, { clientId, reason: 'Stolen' });
    await rig.studio.settle();
    expect(await rig.row(leg.taskId)).toMatchObject({ state: 0, strikes: 0 });
    expect(await rig.lease(await rig.register())).toHaveLength(1);
  });

  it('of a process that died is offered again as soon as its agent starts anew', async () => {
    const leg = rig.leg();
    await rig.dispatch([leg]);
    const agent = await rig.register();
    await rig.lease(agent);
    const again = await rig.register({ caller: agent.caller });
    expect(again.agentId).toBe(agent.agentId);
    expect(await rig.lease(again)).toMatchObject([{ taskId: leg.taskId, epoch: 2 }]);
  });
});

describe('a poll of a process that was killed', () => {
  it('takes no work from the process that replaced it', async () => {
    const agent = await rig.register();
    const orphaned = rig.lease(agent, 1, 1_500);
    await vi.waitFor(async () => {
      const polled = 'select 1 from execution.agent where last_polled_at is not null';
      expect((await rig.studio.ownerPool.query(polled)).rowCount).toBe(1);
    });
    const again = await rig.register({ caller: agent.caller });
    const leg = rig.leg();
    await rig.dispatch([leg]);
    expect(await rig.lease(again)).toMatchObject([{ taskId: leg.taskId }]);
    await rig.dispatch([rig.leg()]);
    expect(await orphaned).toEqual([]);
    expect(await rig.lease(again)).toHaveLength(1);
  });
});
