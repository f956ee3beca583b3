import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TAKE_TURN } from './persistence/sql/take-turn.ts';
import { ExecutionRig, type RegisteredMachine } from './testing/execution-rig.ts';
import type { TaskLease } from './use-cases/leases/describe-lease.ts';
import { leaseDesk } from './workers/lease-desk.ts';

let rig: ExecutionRig;
let agent: RegisteredMachine;
beforeEach(async () => {
  rig = await ExecutionRig.open();
  agent = await rig.register();
});
afterEach(() => rig.close());

const fine = () => rig.leg({ providerId: 'cpu-atelier', workflowId: 'look-match-fine' });

/** Completes a lease and asks for one more task in the same turn. */
async function completeAndNext({ leaseId }: TaskLease): Promise<TaskLease[]> {
  await rig.upload(leaseId);
  const answer = await rig.complete(agent, leaseId, { next: { agentId: agent.agentId, limit: 1 } });
  if (answer.__typename !== 'TaskCompletion') throw new Error(answer.detail);
  return answer.next;
}

/** Slots that are held, as `provider number`. */
async function held(): Promise<string[]> {
  const { rows } = await rig.studio.ownerPool.query<{ slot: string }>(
    `select provider_id || ' ' || n as slot from execution.provider_slot where lease_id is not null order by 1`,
  );
  return rows.map(({ slot }) => slot);
}

/** Does something while somebody else's transaction has rows locked. */
async function whileLocked<Result>(query: string, work: () => Promise<Result>): Promise<Result> {
  const client = await rig.studio.ownerPool.connect();
  try {
    await client.query('begin');
    await client.query(`${query} for update`);
    return await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('a turn of one result and one wish', () => {
  it('passes the slot on when the next task is the same provider’s', async () => {
    await rig.dispatch([rig.leg(), rig.leg()]);
    const [first] = await rig.lease(agent);
    const before = await held();
    expect(await completeAndNext(first!)).toHaveLength(1);
    expect(await held()).toEqual(before);
  });

  it('frees it when the next task is another provider’s, or there is none', async () => {
    await rig.dispatch([rig.leg()]);
    const [first] = await rig.lease(agent);
    await rig.dispatch([fine()]);
    const [second] = await completeAndNext(first!);
    expect(await held()).toEqual(['cpu-atelier 1']);
    expect(await completeAndNext(second!)).toEqual([]);
    expect(await held()).toEqual([]);
  });

  it('gives a slot that was taken out of service to nobody any more', async () => {
    await rig.dispatch([rig.leg(), rig.leg()]);
    const [first] = await rig.lease(agent);
    await rig.studio.ownerPool.query(
      'update execution.provider_slot set is_retired = true where lease_id = $1',
      [first!.leaseId],
    );
    expect(await completeAndNext(first!)).toHaveLength(1);
    expect(await held()).toEqual(['cpu-swift 2']);
  });

  it('passes over a place in the queue, and a slot, that somebody else is looking at', async () => {
    const legs = [rig.leg(), rig.leg()];
    await rig.dispatch(legs);
    const [lease] = await whileLocked(
      'select from execution.ready_task order by priority, fair_tag, task_id limit 1',
      () => whileLocked('select from execution.provider_slot where n = 1', () => rig.lease(agent)),
    );
    expect(lease!.taskId).toBe(legs[1]!.taskId);
    expect(await held()).toEqual(['cpu-swift 2']);
    expect((await rig.lease(agent)).map(({ taskId }) => taskId)).toEqual([legs[0]!.taskId]);
  });

  it('finds a task that came to lie before those that were taken', async () => {
    await rig.dispatch([rig.leg(), rig.leg(), rig.leg()]);
    const [first] = await rig.lease(agent);
    const [second] = await completeAndNext(first!);
    const urgent = rig.leg({ role: 'finish' });
    await rig.dispatch([urgent]);
    expect((await completeAndNext(second!)).map(({ taskId }) => taskId)).toEqual([urgent.taskId]);
  });
});

describe('a turn of many results and wishes', () => {
  /** All at once: the first has a turn of its own, the others share the next two. */
  function settleAll(leases: readonly TaskLease[]) {
    const desk = leaseDesk(rig.studio.call('execution'));
    const clientId = agent.caller.subjectId;
    const output = { sha256: 'b'.repeat(64), sizeBytes: 1_000, outputKey: 'outputs/b.mp4' };
    return Promise.all(
      leases.map(({ leaseId }) =>
        desk.settle(
          { leaseId, clientId, ...output, busyMs: 5, mediaIntervals: [], idempotencyKey: newId() },
          { agentId: agent.agentId, clientId, limit: 1 },
        ),
      ),
    );
  }

  it('settles what lives, passes its slots on to the next, and looks with care at the rest', async () => {
    await rig.studio.ownerPool.query(
      `insert into execution.provider_slot select 'cpu-swift', n from generate_series(5, 20) n`,
    );
    const legs = Array.from({ length: 23 }, (_, n) => (n < 20 ? rig.leg() : fine()));
    const lost = fine();
    await rig.dispatch(legs);
    const cancelledRun = await rig.dispatch([lost]);
    const leases = await rig.lease(agent, 32);
    expect(leases).toHaveLength(24);
    await rig.cancel(cancelledRun);
    await rig.studio.ownerPool.query(
      `update execution.provider_slot set is_retired = true where provider_id = 'cpu-swift' and n = 4`,
    );
    const waiting = [...Array.from({ length: 20 }, () => rig.leg()), fine()];
    await rig.dispatch(waiting);
    const answers = await settleAll(leases);
    for (const [index, { settlement }] of answers.entries()) {
      const isLate = leases[index]!.taskId === lost.taskId;
      expect(settlement).toMatchObject({ kind: 'settled', isLate, task: { id: leases[index]!.taskId } });
    }
    const next = answers.flatMap(({ found }) => (found?.kind === 'leases' ? found.leases : []));
    const given = next.map(({ brief }) => brief.id).sort();
    // All but one, for which the slot is missing that was taken out of service.
    expect(given).toEqual(waiting.flatMap(({ taskId }, n) => (n === 19 ? [] : [taskId])).sort());
    expect(await held()).toHaveLength(20);
    expect(await held()).not.toContain('cpu-swift 4');
    for (const { taskId } of legs) {
      expect(await rig.events('TaskSucceeded', taskId)).toHaveLength(1);
      expect(await rig.events('TaskAttemptEnded', taskId)).toMatchObject([{ outcome: 'succeeded' }]);
      expect((await rig.row(taskId)).state).toBe(2);
    }
    expect(await rig.events('TaskSucceeded', lost.taskId)).toEqual([]);
    expect(await rig.events('TaskSettledLate', lost.taskId)).toHaveLength(1);
  });

  it('writes nothing twice when a key was used before', async () => {
    await rig.dispatch(Array.from({ length: 4 }, () => rig.leg()));
    const leases = await rig.lease(agent, 4);
    const desk = leaseDesk(rig.studio.call('execution'));
    const clientId = agent.caller.subjectId;
    const idempotencyKey = newId();
    const output = { sha256: 'b'.repeat(64), sizeBytes: 1_000, outputKey: 'outputs/b.mp4' };
    const kinds: string[] = [];
    for (const { leaseId } of leases) {
      const result = { leaseId, clientId, ...output, busyMs: 5, mediaIntervals: [], idempotencyKey };
      kinds.push((await desk.settle(result)).settlement.kind);
    }
    expect(kinds).toEqual(['settled', 'conflict', 'conflict', 'conflict']);
    expect(await held()).toHaveLength(3);
  });
});

it('is the platform’s to take, and nobody else’s', async () => {
  const call = rig.studio.call('execution', creator());
  const values = [
    new Date(),
    ...Array.from({ length: 13 }, () => []),
    '',
    ...Array.from({ length: 9 }, () => []),
  ];
  await expect(call.db.exchange(call, [{ statement: TAKE_TURN, values }])).rejects.toThrow(
    /only the platform/,
  );
});
