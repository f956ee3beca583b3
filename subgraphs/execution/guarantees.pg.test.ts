import { newId } from '@effect-studio/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutionRig, type RegisteredMachine } from './testing/execution-rig.ts';
import { failTask } from './use-cases/leases/fail-task.ts';
import { renewLease } from './use-cases/leases/renew-lease.ts';

/** One sweep of expired leases, in milliseconds. */
const SWEEP_MS = 2_000;

let rig: ExecutionRig;
beforeEach(async () => {
  rig = await ExecutionRig.open();
});
afterEach(() => rig.close());

const advance = async (ms: number): Promise<void> => {
  rig.studio.clock.advance(ms);
  await rig.studio.settle();
};
const renew = (agent: RegisteredMachine, leaseId: string, sequence: number) =>
  renewLease(agent.ctx, { leaseId, progress: 0.1 * sequence, sequence });

describe('a holder that was frozen for twice its lease (row 1)', () => {
  it('is refused when it thaws, and the task succeeds once', async () => {
    const leg = rig.leg();
    await rig.dispatch([leg]);
    const [frozen, other] = [await rig.register(), await rig.register()];
    const [lease] = await rig.lease(frozen);
    await advance(2 * lease!.ttlMs);
    const [second] = await rig.lease(other);
    await rig.finish(other, second!.leaseId);
    expect(await rig.finish(frozen, lease!.leaseId)).toMatchObject({ __typename: 'StaleLease' });
    expect(await renew(frozen, lease!.leaseId, 1)).toMatchObject({ __typename: 'StaleLease' });
    expect(await rig.events('TaskSucceeded', leg.taskId)).toHaveLength(1);
    const outcomes = (await rig.events('TaskAttemptEnded', leg.taskId)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['expired', 'succeeded']);
  });
});

describe('an agent that was killed (row 5)', () => {
  it('loses its task within the lease and one sweep, and its siblings do not notice', async () => {
    const [killedLeg, siblingLeg] = [rig.leg(), rig.leg()];
    await rig.dispatch([killedLeg, siblingLeg]);
    const [killed, sibling] = [await rig.register(), await rig.register()];
    const [lost] = await rig.lease(killed);
    const [kept] = await rig.lease(sibling);
    await rig.studio.settle();
    let sequence = 0;
    for (let waitedMs = 0; waitedMs < lost!.ttlMs + SWEEP_MS; waitedMs += 1_000) {
      await renew(sibling, kept!.leaseId, ++sequence);
      await advance(1_000);
    }
    expect(await rig.lease(await rig.register())).toMatchObject([{ taskId: lost!.taskId, epoch: 2 }]);
    expect(await rig.finish(sibling, kept!.leaseId)).toMatchObject({ isLate: false });
  });
});

describe('cancelling one run (row 9)', () => {
  it('does not touch the work of another on the same agent', async () => {
    const [kept, stopped] = [rig.leg(), rig.leg()];
    await rig.dispatch([kept]);
    const run = await rig.dispatch([stopped]);
    const agent = await rig.register();
    const leases = await rig.lease(agent, 2);
    const leaseOf = (taskId: string) => leases.find((lease) => lease.taskId === taskId)!.leaseId;
    await rig.cancel(run);
    expect(await renew(agent, leaseOf(kept.taskId), 1)).toMatchObject({ isCancelled: false });
    expect(await renew(agent, leaseOf(stopped.taskId), 1)).toMatchObject({ isCancelled: true });
    expect(await rig.finish(agent, leaseOf(kept.taskId))).toMatchObject({ task: { state: 'SUCCEEDED' } });
    expect(await rig.row(stopped.taskId)).toMatchObject({ state: 4 });
  });
});

describe('a lease that never was (row 10)', () => {
  it.each([
    ['an id that nobody gave', newId()],
    ['no id at all', 'lease-1'],
  ])('is stale, and nothing is done: %s', async (_case, leaseId) => {
    const agent = await rig.register();
    const failure = {
      leaseId,
      failureClass: 'RETRYABLE' as const,
      cause: 'x',
      busyMs: 1,
      idempotencyKey: newId(),
    };
    expect((await rig.complete(agent, leaseId)).__typename).toBe('StaleLease');
    expect((await failTask(agent.ctx, failure)).__typename).toBe('StaleLease');
    expect((await renew(agent, leaseId, 1)).__typename).toBe('StaleLease');
  });
});

describe('agents of speed five to one (row 12)', () => {
  it('finish twelve tasks within 1.15 times the best possible', async () => {
    await rig.dispatch(Array.from({ length: 12 }, () => rig.leg()));
    const agents = [
      { agent: await rig.register(), taskMs: 1_000, freeAtMs: 0 },
      { agent: await rig.register(), taskMs: 5_000, freeAtMs: 0 },
    ];
    let done = 0;
    let nowMs = 0;
    const working: { agent: RegisteredMachine; leaseId: string; endsAtMs: number }[] = [];
    while (done < 12) {
      for (const one of agents) {
        if (one.freeAtMs > nowMs) continue;
        const [lease] = await rig.lease(one.agent);
        if (!lease) continue;
        one.freeAtMs = nowMs + one.taskMs;
        working.push({ agent: one.agent, leaseId: lease.leaseId, endsAtMs: one.freeAtMs });
      }
      working.sort((a, b) => a.endsAtMs - b.endsAtMs);
      const next = working.shift()!;
      rig.studio.clock.advance(next.endsAtMs - nowMs);
      nowMs = next.endsAtMs;
      await rig.finish(next.agent, next.leaseId);
      done += 1;
    }
    // Ten tasks on the fast one, two on the slow one.
    expect(nowMs).toBeLessThanOrEqual(10_000 * 1.15);
  });
});

describe('every attempt (row 17)', () => {
  it('is told with the budget that its leg was dispatched under, also when it is repeated', async () => {
    const legs = [
      rig.leg({ role: 'shadow', budgetContext: 'system_test' }),
      rig.leg({ role: 'exploration', budgetContext: 'benchmark' }),
    ];
    await rig.dispatch(legs);
    const agent = await rig.register();
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      for (const { leaseId } of await rig.lease(agent, 2)) {
        await failTask(agent.ctx, {
          leaseId,
          failureClass: 'RETRYABLE',
          cause: 'no luck',
          busyMs: 5,
          idempotencyKey: newId(),
        });
      }
    }
    for (const { taskId, budgetContext } of legs) {
      const attempts = await rig.events('TaskAttemptEnded', taskId);
      expect(attempts.map((attempt) => attempt.budgetContext)).toEqual([budgetContext, budgetContext]);
    }
  });
});
