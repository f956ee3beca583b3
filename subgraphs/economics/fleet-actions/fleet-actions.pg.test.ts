import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saturatedFleet } from '../bottlenecks/testing/saturated-fleet.ts';
import economics from '../subgraph.ts';
import { endFleetActionsOver } from './use-cases/act-on-fleet.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
});
afterAll(() => studio.close());

const told = async (type: string) => (await studio.written(`${type}.v1`)).map(({ payload }) => payload);
async function seen(bottleneckId: string) {
  const { data } = await studio.execute<{ bottleneck: object }>(
    'economics',
    admin(),
    `query ($id: ID!) { bottleneck(id: $id) { actionTaken history { kind } fleetActions { fleet delta state endReason } } }`,
    { id: bottleneckId },
  );
  return JSON.parse(JSON.stringify(data!.bottleneck));
}

describe('a saturated fleet', () => {
  it('is made larger for a time by the engine, which takes it back by itself', async () => {
    const { fleet, bottleneckId, actionId } = await saturatedFleet(studio);
    expect((await told('FleetActionApplied')).at(-1)).toMatchObject({ actionId, fleet, delta: 1 });
    expect(await seen(bottleneckId)).toMatchObject({
      actionTaken: expect.stringContaining(`Added 1 machine to fleet ${fleet}`),
      fleetActions: [{ fleet, delta: 1, state: 'APPLIED' }],
    });
    const ctx = studio.call('economics');
    await ctx.db.transaction(ctx, endFleetActionsOver);
    expect(await told('FleetActionReverted')).toEqual([]);
    studio.clock.advance(2 * 3_600_000);
    await ctx.db.transaction(ctx, endFleetActionsOver);
    expect(await told('FleetActionReverted')).toMatchObject([{ actionId, fleet, delta: -1, why: 'EXPIRED' }]);
    expect(await seen(bottleneckId)).toMatchObject({ fleetActions: [{ state: 'EXPIRED' }] });
  });

  it('is given back by hand, once, with the reason', async () => {
    const { bottleneckId, actionId } = await saturatedFleet(studio);
    const revert = async () => {
      const { data } = await studio.execute<{ revertFleetAction: object }>(
        'economics',
        admin(),
        'mutation ($input: RevertFleetActionInput!) { revertFleetAction(input: $input) { __typename ... on FleetAction { state } } }',
        { input: { actionId, reason: 'Enough machines', idempotencyKey: newId() } },
      );
      return data!.revertFleetAction;
    };
    expect(await revert()).toEqual({ __typename: 'FleetAction', state: 'REVERTED' });
    expect(await revert()).toEqual({ __typename: 'InvalidState' });
    expect(await seen(bottleneckId)).toMatchObject({ fleetActions: [{ endReason: 'Enough machines' }] });
  });
});
