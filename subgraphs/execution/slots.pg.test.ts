import { newId } from '@effect-studio/kernel/ids';
import { MachineRevoked } from '@effect-studio/schema/events/identity';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExecutionRig, type RegisteredMachine } from './testing/execution-rig.ts';
import type { TaskLease } from './use-cases/leases/describe-lease.ts';
import { failTask } from './use-cases/leases/fail-task.ts';

/** What may happen, in any order. */
const STEPS = [
  'lease',
  'lease',
  'complete',
  'completeAndNext',
  'completeLate',
  'fail',
  'handBack',
  'cancel',
  'expire',
  'restart',
  'revoke',
] as const;

it('a provider’s slots are held by its live leases and by nothing else, whatever happens in whatever order (row 7)', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 4, maxLength: 14 }), async (steps) => {
      const rig = await ExecutionRig.open();
      try {
        await play(rig, steps);
      } finally {
        await rig.close();
      }
    }),
    { numRuns: 6 },
  );
});

async function play(rig: ExecutionRig, steps: readonly (typeof STEPS)[number][]): Promise<void> {
  let agent = await rig.register();
  const runs: string[] = [];
  const held: { agent: RegisteredMachine; lease: TaskLease }[] = [];
  for (const step of steps) {
    if (runs.length < 30) runs.push(await rig.dispatch([rig.leg(), rig.leg()]));
    const one = held.shift();
    if (step === 'lease') for (const lease of await rig.lease(agent, 2)) held.push({ agent, lease });
    else if (step === 'restart') agent = await rig.register({ caller: agent.caller });
    else if (step === 'revoke') {
      const clientId = agent.caller.subjectId!;
      await rig.studio.deliver('execution', MachineRevoked, clientId, { clientId, reason: 'Stolen' });
      agent = await rig.register();
    } else if (step === 'expire') rig.studio.clock.advance(14_000);
    else if (step === 'cancel') await rig.cancel(runs.shift()!);
    else if (one) await end(rig, one, step);
    await rig.studio.settle();
    await expectSlotsOfLiveLeases(rig);
  }
  // All that is held runs out; then there is room for as many as there are slots.
  rig.studio.clock.advance(20_000);
  await rig.studio.settle();
  expect(await rig.heldSlots()).toBe(0);
  await rig.dispatch(Array.from({ length: 4 }, () => rig.leg()));
  expect(await rig.lease(await rig.register(), 8)).toHaveLength(4);
}

async function end(
  rig: ExecutionRig,
  { agent, lease }: { agent: RegisteredMachine; lease: TaskLease },
  step: (typeof STEPS)[number],
): Promise<void> {
  if (step === 'fail' || step === 'handBack') {
    const failureClass = step === 'fail' ? 'RETRYABLE' : 'CANCELLED';
    await failTask(agent.ctx, {
      leaseId: lease.leaseId,
      failureClass,
      cause: 'x',
      busyMs: 1,
      idempotencyKey: newId(),
    });
    return;
  }
  if (step === 'completeLate') rig.studio.clock.advance(14_000);
  await rig.upload(lease.leaseId);
  const next = step === 'completeAndNext' ? { agentId: agent.agentId, limit: 1 } : null;
  await rig.complete(agent, lease.leaseId, { next });
}

/** A lease lies in its slot; so what can go wrong is that a slot outlives what it is held for, or that an open task is nowhere. */
async function expectSlotsOfLiveLeases(rig: ExecutionRig): Promise<void> {
  const faulty = async (text: string) => (await rig.studio.ownerPool.query(text)).rows;
  expect(
    await faulty(`select s.lease_id from execution.provider_slot s join execution.task t on t.id = s.task_id
      where t.state not in (0, 4) or s.is_cancelled <> (t.state = 4) or s.lease_id in (select lease_id from execution.attempt)`),
  ).toEqual([]);
  expect(
    await faulty(`select t.id from execution.task t where
      (select count(*) from execution.ready_task r where r.task_id = t.id)
      + (select count(*) from execution.provider_slot s where s.task_id = t.id and not s.is_cancelled)
      <> case when t.state = 0 then 1 else 0 end`),
  ).toEqual([]);
}
