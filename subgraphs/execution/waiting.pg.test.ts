import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExecutionRig } from './testing/execution-rig.ts';

let rig: ExecutionRig;
beforeEach(async () => {
  rig = await ExecutionRig.open();
});
afterEach(() => rig.close());

describe('a task that nobody begins', () => {
  it('is given up after half an hour', async () => {
    const leg = rig.leg({ workflowDigest: 'c'.repeat(64) });
    await rig.dispatch([leg]);
    await rig.studio.settle();
    rig.studio.clock.advance(31 * 60_000);
    await rig.studio.settle();
    expect(await rig.events('TaskFailed', leg.taskId)).toMatchObject([{ causeClass: 'scheduleToStart' }]);
  });

  it('is refused at once when the catalogue does not know its workflow', async () => {
    const leg = rig.leg({ workflowId: 'time-travel-fast' });
    await rig.dispatch([leg]);
    expect(await rig.events('TaskFailed', leg.taskId)).toMatchObject([{ reason: 'WORKFLOW_UNKNOWN' }]);
  });
});

describe('an agent that waits for work', () => {
  it('gets its answer at once when the process stops, and does not wait in it any more', async () => {
    const agent = await rig.register();
    const waiting = rig.lease(agent, 1, 25_000);
    rig.studio.beginStop();
    expect(await waiting).toEqual([]);
    expect(await rig.lease(agent, 1, 25_000)).toEqual([]);
  });
});
