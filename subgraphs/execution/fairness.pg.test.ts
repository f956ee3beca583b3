import { newId } from '@effect-studio/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutionRig } from './testing/execution-rig.ts';

let rig: ExecutionRig;
beforeEach(async () => {
  rig = await ExecutionRig.open();
});
afterEach(() => rig.close());

describe('fairness', () => {
  it('serves a tenant that arrives behind 1,000 tasks of another within one fair round (row 13)', async () => {
    const [a, b] = [newId(), newId()];
    for (let run = 0; run < 10; run += 1) {
      await rig.dispatch(
        Array.from({ length: 100 }, () => rig.leg()),
        { tenantId: a },
      );
    }
    const late = rig.leg();
    await rig.dispatch([late], { tenantId: b });
    const leases = await rig.lease(await rig.register(), 2);
    expect(leases.map((lease) => lease.taskId)).toContain(late.taskId);
  });

  it('serves an owner behind the backlog of another owner of the same tenant', async () => {
    await rig.dispatch(Array.from({ length: 50 }, () => rig.leg()));
    const late = rig.leg();
    await rig.dispatch([late]);
    const leases = await rig.lease(await rig.register(), 3);
    expect(leases.map((lease) => lease.taskId)).toContain(late.taskId);
  });

  it('lets many owners of one tenant not crowd out another tenant', async () => {
    const crowd = newId();
    for (let owner = 0; owner < 12; owner += 1) await rig.dispatch([rig.leg()], { tenantId: crowd });
    const late = rig.leg();
    await rig.dispatch([late], { tenantId: newId() });
    const leases = await rig.lease(await rig.register(), 2);
    expect(leases.map((lease) => lease.taskId)).toContain(late.taskId);
  });

  it('renders what a person waits for before exploration', async () => {
    const finish = rig.leg({ role: 'finish' });
    await rig.dispatch([rig.leg({ role: 'shadow' }), rig.leg(), finish]);
    expect((await rig.lease(await rig.register()))[0]!.taskId).toBe(finish.taskId);
  });
});
