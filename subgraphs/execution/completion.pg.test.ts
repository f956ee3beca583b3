import { newId } from '@effect-studio/kernel/ids';
import { creator, machine } from '@effect-studio/testing/callers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutionRig, OUTPUT, type RegisteredMachine, sha256 } from './testing/execution-rig.ts';
import { type CompleteTaskResult, completeTask } from './use-cases/leases/complete-task.ts';
import type { TaskLease } from './use-cases/leases/describe-lease.ts';
import { failTask } from './use-cases/leases/fail-task.ts';
import { renewLease } from './use-cases/leases/renew-lease.ts';
import { closeLeaseDesk } from './workers/lease-desk.ts';

let rig: ExecutionRig;
let agent: RegisteredMachine;
beforeEach(async () => {
  rig = await ExecutionRig.open();
  agent = await rig.register();
});
afterEach(() => rig.close());

async function leased(ownerId = newId()): Promise<{ runId: string; taskId: string; lease: TaskLease }> {
  const leg = rig.leg();
  const runId = await rig.dispatch([leg], { ownerId });
  const [lease] = await rig.lease(agent);
  return { runId, taskId: leg.taskId, lease: lease! };
}

const fail = (leaseId: string, failureClass: 'NON_RETRYABLE' | 'RETRYABLE' | 'CANCELLED') =>
  failTask(agent.ctx, { leaseId, failureClass, cause: 'no luck', busyMs: 40, idempotencyKey: newId() });

/** What the graph can show of an answer. */
function wire(answer: CompleteTaskResult): unknown {
  if (answer.__typename !== 'TaskCompletion') return answer;
  const { id, state, progress, epoch, busyMs, queuedAt, endedAt } = answer.task;
  return [answer.isLate, answer.next, id, state, progress, epoch, busyMs, queuedAt, endedAt];
}

describe('completing a task', () => {
  it('puts the bytes under an immutable key and tells what they are', async () => {
    const { taskId, lease } = await leased();
    expect(await rig.finish(agent, lease.leaseId)).toMatchObject({
      isLate: false,
      task: { state: 'SUCCEEDED' },
    });
    const outputKey = `outputs/${sha256(OUTPUT)}.mp4`;
    expect(await rig.events('TaskSucceeded', taskId)).toMatchObject([
      { outputKey, outputBytes: OUTPUT.length, busyMs: 900, excerpt: { startMs: 0, durationMs: 3_000 } },
    ]);
    expect(await rig.events('TaskAttemptEnded', taskId)).toMatchObject([
      { outcome: 'succeeded', attempt: 1, instanceType: 'cpu.swift', workUnits: 3 },
    ]);
    expect(await rig.studio.call('execution').storage.head(outputKey)).toMatchObject({
      sizeBytes: OUTPUT.length,
    });
    expect(await rig.heldSlots()).toBe(0);
  });

  it('leases the next task in the same step, into the slot that became free', async () => {
    const { lease } = await leased();
    await rig.dispatch(Array.from({ length: 4 }, () => rig.leg()));
    const others = await rig.lease(agent, 3);
    expect(await rig.heldSlots()).toBe(4);
    await rig.upload(lease.leaseId);
    const complete = () => rig.complete(agent, lease.leaseId, { next: { agentId: agent.agentId, limit: 2 } });
    const answer = await complete();
    if (answer.__typename !== 'TaskCompletion') throw new Error(answer.detail);
    expect(answer.next).toHaveLength(1);
    expect(others.map((other) => other.taskId)).not.toContain(answer.next[0]!.taskId);
    expect(await rig.heldSlots()).toBe(4);
    expect(await complete()).toMatchObject({ next: [] });
  });

  it('gives the next task to nobody but the agent’s own machine', async () => {
    const { lease } = await leased();
    const stranger = await rig.register();
    await rig.dispatch([rig.leg()]);
    await rig.upload(lease.leaseId);
    const answer = await rig.complete(agent, lease.leaseId, {
      next: { agentId: stranger.agentId, limit: 1 },
    });
    expect(answer).toMatchObject({ __typename: 'TaskCompletion', next: [] });
    expect(await rig.lease(stranger)).toHaveLength(1);
  });

  it('keeps what the agent says of its start-up and of throttling, and makes nothing up', async () => {
    const first = await leased();
    await rig.upload(first.lease.leaseId);
    await rig.complete(agent, first.lease.leaseId, { startupMs: 70, throttledCount: 2, throttledMs: 900 });
    expect(await rig.events('TaskAttemptEnded', first.taskId)).toMatchObject([
      { startupMs: 70, throttledCount: 2, throttledMs: 900 },
    ]);
    const second = await leased();
    await rig.finish(agent, second.lease.leaseId);
    const [ended] = await rig.events('TaskAttemptEnded', second.taskId);
    for (const figure of ['startupMs', 'throttledCount', 'throttledMs'])
      expect(ended).not.toHaveProperty(figure);
  });

  it('settles a result that another process than the leasing one receives', async () => {
    const { taskId, lease } = await leased();
    closeLeaseDesk(rig.studio.call('execution').db);
    expect(await rig.finish(agent, lease.leaseId)).toMatchObject({
      isLate: false,
      task: { state: 'SUCCEEDED' },
    });
    expect(await rig.events('TaskAttemptEnded', taskId)).toHaveLength(1);
    expect(await rig.heldSlots()).toBe(0);
  });

  it('refuses a lease that PostgreSQL forgot in a crash, and takes the result of the next', async () => {
    const { taskId, lease } = await leased();
    // As it was before the lease, which was not on the disk yet; the process that gave it knows it still.
    await rig.studio.ownerPool.query(
      `with forgotten as (update execution.provider_slot set task_id = null, lease_id = null, agent_id = null where lease_id = $1)
       insert into execution.ready_task select revision_id, priority, fair_tag, id, 0, queued_at, 0, ttl_ms, hard_cap_ms from execution.task where id = $2`,
      [lease.leaseId, taskId],
    );
    const other = await rig.register();
    const [again] = await rig.lease(other);
    expect(again).toMatchObject({ taskId, epoch: lease.epoch });
    const report = { leaseId: lease.leaseId, progress: 0.5, sequence: 1 };
    expect(await renewLease(agent.ctx, report)).toMatchObject({ __typename: 'StaleLease' });
    expect(await rig.finish(agent, lease.leaseId)).toMatchObject({ __typename: 'StaleLease' });
    expect(await fail(lease.leaseId, 'RETRYABLE')).toMatchObject({ __typename: 'StaleLease' });
    expect(await rig.finish(other, again!.leaseId)).toMatchObject({ task: { state: 'SUCCEEDED' } });
    expect(await rig.events('TaskAttemptEnded', taskId)).toMatchObject([{ agentId: other.agentId }]);
    expect(await rig.events('TaskSucceeded', taskId)).toHaveLength(1);
  });

  it('answers twenty concurrent repetitions alike, with one effect (row 4)', async () => {
    const { taskId, lease } = await leased();
    await rig.upload(lease.leaseId);
    const answers = await Promise.all(Array.from({ length: 20 }, () => rig.complete(agent, lease.leaseId)));
    for (const answer of answers) {
      expect(answer).toMatchObject({
        __typename: 'TaskCompletion',
        isLate: false,
        task: { id: taskId, state: 'SUCCEEDED' },
      });
    }
    expect(answers.map((answer) => JSON.stringify(wire(answer)))).toEqual(
      Array.from({ length: 20 }, () => JSON.stringify(wire(answers[0]!))),
    );
    expect(await rig.events('TaskSucceeded', taskId)).toHaveLength(1);
    expect(await rig.events('TaskAttemptEnded', taskId)).toHaveLength(1);
  });

  it('refuses a second, different result of the same lease', async () => {
    const { lease } = await leased();
    await rig.finish(agent, lease.leaseId);
    const output = { sha256: 'f'.repeat(64), sizeBytes: 1, busyMs: 1 };
    const other = { leaseId: lease.leaseId, ...output, idempotencyKey: newId() };
    expect((await completeTask(agent.ctx, other)).__typename).toBe('IdempotencyConflict');
  });

  it.each([
    ['nothing was uploaded', null],
    ['the size differs', OUTPUT.subarray(0, 100)],
    ['the bytes differ', Buffer.concat([OUTPUT.subarray(0, OUTPUT.length - 1), Buffer.from([1])])],
    ['it is no MP4', Buffer.alloc(OUTPUT.length, 1)],
  ])('refuses when %s, and changes nothing', async (_case, bytes) => {
    const { taskId, lease } = await leased();
    if (bytes) await rig.upload(lease.leaseId, bytes);
    const claimed = bytes?.[0] === 1 ? bytes : OUTPUT;
    const answer = await completeTask(agent.ctx, {
      leaseId: lease.leaseId,
      sha256: sha256(claimed),
      sizeBytes: OUTPUT.length,
      busyMs: 1,
      idempotencyKey: newId(),
    });
    expect(answer.__typename).toBe('OutputRefused');
    expect((await rig.row(taskId)).state).toBe(1);
    expect((await rig.finish(agent, lease.leaseId)).__typename).toBe('TaskCompletion');
  });

  it('refuses a machine that does not hold the lease', async () => {
    const { lease } = await leased();
    const stranger = { ...agent, ctx: rig.studio.call('execution', machine()) };
    expect((await rig.finish(stranger, lease.leaseId)).__typename).toBe('StaleLease');
  });

  it('takes the result of an expired lease while nobody else began', async () => {
    const { taskId, lease } = await leased();
    rig.studio.clock.advance(12_000);
    await rig.studio.settle();
    expect(await rig.finish(agent, lease.leaseId)).toMatchObject({
      isLate: true,
      task: { state: 'SUCCEEDED' },
    });
    expect(await rig.events('TaskSucceeded', taskId)).toHaveLength(1);
    expect(await rig.lease(agent)).toEqual([]);
    await rig.complete(agent, lease.leaseId);
    const [ended] = await rig.events('TaskAttemptEnded', taskId);
    expect(ended).toMatchObject({ outcome: 'expired' });
    // What it worked is paid, once, though its end was told otherwise before.
    expect(await rig.events('TaskAttemptProven', taskId)).toEqual([
      { ...ended, outcome: 'late', busyMs: 900 },
    ]);
  });
});

describe('a cancelled run', () => {
  it('takes its waiting tasks out and tells working machines to stop', async () => {
    const { runId, taskId, lease } = await leased();
    await rig.cancel(runId);
    expect(await rig.events('TaskCancelled', taskId)).toHaveLength(1);
    const renewal = await renewLease(agent.ctx, { leaseId: lease.leaseId, progress: 0.5, sequence: 1 });
    expect(renewal).toMatchObject({ isCancelled: true });
    expect(await fail(lease.leaseId, 'CANCELLED')).toMatchObject({ isRetried: false });
    expect(await rig.events('TaskAttemptEnded', taskId)).toMatchObject([
      { outcome: 'cancelled', busyMs: 40 },
    ]);
    expect(await rig.heldSlots()).toBe(0);
  });

  it('settles a result that comes afterwards (row 2)', async () => {
    const { runId, taskId, lease } = await leased();
    await rig.cancel(runId);
    const answers = [await rig.finish(agent, lease.leaseId), await rig.complete(agent, lease.leaseId)];
    for (const answer of answers)
      expect(answer).toMatchObject({ isLate: true, task: { state: 'CANCELLED' } });
    expect(await rig.events('TaskSettledLate', taskId)).toMatchObject([{ busyMs: 900 }]);
    expect(await rig.events('TaskAttemptEnded', taskId)).toMatchObject([{ outcome: 'late', busyMs: 900 }]);
    expect(await rig.events('TaskAttemptProven', taskId)).toEqual([]);
  });

  it('prices the leased time of a machine that does not report, and what it reports after all', async () => {
    const { runId, taskId, lease } = await leased();
    rig.studio.clock.advance(4_000);
    await rig.cancel(runId);
    rig.studio.clock.advance(20_000);
    await rig.studio.settle();
    const [ended] = await rig.events('TaskAttemptEnded', taskId);
    expect(ended).toMatchObject({ outcome: 'cancelled' });
    expect(ended!.busyMs).toBeGreaterThanOrEqual(4_000);
    expect(await rig.heldSlots()).toBe(0);
    for (let times = 0; times < 2; times += 1) {
      expect(await rig.finish(agent, lease.leaseId)).toMatchObject({ isLate: true });
    }
    expect(await rig.events('TaskAttemptProven', taskId)).toEqual([
      { ...ended, outcome: 'late', busyMs: 900 },
    ]);
    expect(await rig.events('TaskSettledLate', taskId)).toHaveLength(1);
  });
});

describe('failing a task', () => {
  it('offers it again until the third failure', async () => {
    const { taskId, lease } = await leased();
    let leaseId = lease.leaseId;
    for (const isRetried of [true, true, false]) {
      expect(await fail(leaseId, 'RETRYABLE')).toMatchObject({ isRetried });
      // A repetition gets the first receipt and counts for nothing.
      expect(await fail(leaseId, 'RETRYABLE')).toMatchObject({ isRetried });
      leaseId = (await rig.lease(agent))[0]?.leaseId ?? leaseId;
    }
    const [failed] = await rig.events('TaskFailed', taskId);
    expect(failed).toMatchObject({ causeClass: 'attemptsExhausted' });
    expect(failed!.humanReadableCause).toContain('no luck');
    expect(await rig.events('TaskAttemptEnded', taskId)).toHaveLength(3);
  });

  it('ends it at once when the same input would fail again', async () => {
    const { taskId, lease } = await leased();
    expect(await fail(lease.leaseId, 'NON_RETRYABLE')).toMatchObject({ isRetried: false });
    expect(await rig.events('TaskFailed', taskId)).toMatchObject([{ causeClass: 'nonRetryable' }]);
  });

  it('hands it back without blame when the agent stops', async () => {
    const { taskId, lease } = await leased();
    expect(await fail(lease.leaseId, 'CANCELLED')).toMatchObject({ isRetried: true });
    expect(await rig.row(taskId)).toMatchObject({ state: 0, strikes: 0 });
  });
});

describe('a task on the graph', () => {
  it('is seen by its owner and by nobody else', async () => {
    const anna = creator();
    const { taskId } = await leased(anna.subjectId!);
    const query =
      'query ($id: ID!) { task(id: $id) { id status attempts provider { id } workflow { id } run { id } } }';
    const seen = await rig.studio.execute('execution', anna, query, { id: taskId });
    expect(seen.data).toMatchObject({
      task: { status: 'LEASED', attempts: 1, provider: { id: 'cpu-swift' } },
    });
    for (const other of [creator(), agent.caller]) {
      expect((await rig.studio.execute('execution', other, query, { id: taskId })).data).toEqual({
        task: null,
      });
    }
  });
});
