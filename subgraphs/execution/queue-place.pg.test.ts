import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutionRig } from './testing/execution-rig.ts';
import { placeInQueue } from './use-cases/tasks/place-in-queue.ts';

let rig: ExecutionRig;
beforeEach(async () => {
  rig = await ExecutionRig.open();
});
afterEach(() => rig.close());

const placeOf = (runId: string, ownerId: string, tenantId?: string) =>
  placeInQueue(rig.studio.call('execution', creator(ownerId, tenantId)), runId);

describe('the place of a run in the queue', () => {
  it('counts what is given out before it, of other people and tenants and of all workflows of its provider', async () => {
    const ownerId = newId();
    await rig.dispatch([rig.leg(), rig.leg()]);
    await rig.dispatch([rig.leg({ workflowId: 'look-match-fine', providerId: 'cpu-atelier' })]);
    await rig.dispatch([rig.leg({ role: 'finish' })], { tenantId: newId() });
    const runId = await rig.dispatch([rig.leg({ role: 'shadow' })], { ownerId });
    expect(await placeOf(runId, ownerId)).toEqual({
      waitingTasks: 1,
      tasksBefore: 3,
      beginsInMs: null,
      endsInMs: null,
    });
  });

  it('is told to its owner alone', async () => {
    const ownerId = newId();
    const runId = await rig.dispatch([rig.leg()], { ownerId });
    expect(await placeOf(runId, ownerId)).not.toBeNull();
    expect(await placeOf(runId, newId())).toBeNull();
    expect(await placeOf(runId, ownerId, newId())).toBeNull();
  });

  it('moves on as tasks are taken, tells when it begins by how long attempts took, and ends with its own lease', async () => {
    const [ownerId, agent] = [newId(), await rig.register()];
    await rig.dispatch([rig.leg(), rig.leg(), rig.leg()]);
    const runId = await rig.dispatch([rig.leg({ role: 'shadow' })], { ownerId });
    const [first] = await rig.lease(agent);
    rig.studio.clock.advance(8_000);
    await rig.finish(agent, first!.leaseId);
    const [second] = await rig.lease(agent);
    expect(second).toBeDefined();
    // One machine works, an attempt takes 8 s: the one that runs and the one before it.
    expect(await placeOf(runId, ownerId)).toEqual({
      waitingTasks: 1,
      tasksBefore: 1,
      beginsInMs: 16_000,
      endsInMs: 24_000,
    });
    await rig.studio.setFlag('agents.lease', false);
    expect(await placeOf(runId, ownerId)).toMatchObject({ tasksBefore: 1, beginsInMs: null });
    await rig.studio.setFlag('agents.lease', true);
    await rig.lease(agent);
    const [own] = await rig.lease(agent);
    expect(own).toBeDefined();
    expect(await placeOf(runId, ownerId)).toBeNull();
  });
});
