import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExecutionRig } from './testing/execution-rig.ts';

let rig: ExecutionRig;
beforeAll(async () => {
  rig = await ExecutionRig.open();
});
afterAll(() => rig.close());

const seen = async () => {
  const { data } = await rig.studio.execute<{ _entities: object[] }>(
    'execution',
    admin(),
    `{ _entities(representations: [{__typename: "Provider", id: "cpu-swift"}]) { ... on Provider { slotCount slotCeiling slotsLoweredAt } } }`,
  );
  return JSON.parse(JSON.stringify(data!._entities[0]));
};
/** As many tasks as may be done at once, each told how often it was asked to slow down; and the timer after them. */
async function round(throttledCount: number): Promise<number> {
  rig.studio.clock.advance(1_000);
  const agent = await rig.register({ name: newId() });
  await rig.dispatch(Array.from({ length: 8 }, () => rig.leg()));
  const leases = await rig.lease(agent, 8);
  rig.studio.clock.advance(1_000);
  for (const { leaseId } of leases) {
    await rig.upload(leaseId);
    await rig.complete(agent, leaseId, { throttledCount, throttledMs: throttledCount * 100 });
  }
  rig.studio.clock.advance(31_000);
  await rig.studio.settle();
  return leases.length;
}

describe('a provider that throttles', () => {
  it('is given half as much at a time, grows back one by one, and what an admin sets is the bound', async () => {
    expect(await round(0)).toBe(4);
    expect(await seen()).toEqual({ slotCount: 4, slotCeiling: 4, slotsLoweredAt: null });
    expect(await round(1)).toBe(4);
    expect(await seen()).toMatchObject({ slotCount: 2, slotCeiling: 4, slotsLoweredAt: expect.any(String) });
    // The burst of before is answered once.
    await rig.studio.settle();
    expect(await round(0)).toBe(2);
    expect(await seen()).toMatchObject({ slotCount: 3 });
    expect(await round(0)).toBe(3);
    expect(await round(0)).toBe(4);
    expect(await seen()).toMatchObject({ slotCount: 4, slotCeiling: 4 });
    expect(await round(3)).toBe(4);
    await rig.studio.execute(
      'execution',
      admin(),
      'mutation ($input: SetProviderConcurrencyInput!) { setProviderConcurrency(input: $input) { __typename } }',
      { input: { providerId: 'cpu-swift', slots: 6, idempotencyKey: newId() } },
    );
    expect(await seen()).toEqual({ slotCount: 6, slotCeiling: 6, slotsLoweredAt: null });
  });
});
