import { newId } from '@effect-studio/kernel/ids';
import { FleetsChanged } from '@effect-studio/schema/events/providers';
import { machine } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIGEST, ExecutionRig } from './testing/execution-rig.ts';
import { registerAgent } from './use-cases/agents/register-agent.ts';

let rig: ExecutionRig;
beforeAll(async () => {
  rig = await ExecutionRig.open();
});
afterAll(() => rig.close());

const assign = (assignments: { workflowId: string; fleets: string[] }[], version: number) =>
  rig.studio.deliver('execution', FleetsChanged, 'fleets', {
    ...{ version, digest: String(version).repeat(64).slice(0, 64), fleets: [], assignments },
  });
async function registerIn(fleet: string | null) {
  const caller = machine();
  const ctx = rig.studio.call('execution', caller);
  await rig.studio.ownerPool.query(
    'insert into execution.machine (client_id, owner_id, created_at, updated_at) values ($1, $1, now(), now())',
    [caller.subjectId],
  );
  const agent = await registerAgent(ctx, {
    ...{ name: newId(), version: '0.1.0', instanceType: 'cpu.small', fleet, capabilities: ['ffmpeg'] },
    workflows: ['fast', 'fine'].map((variant) => ({ workflowId: `look-match-${variant}`, digest: DIGEST })),
    idempotencyKey: newId(),
  });
  if (agent.__typename !== 'Agent') throw new Error(agent.detail);
  return { caller, ctx, agentId: agent.id };
}

describe('a workflow that is assigned to fleets', () => {
  it('is leased to their machines only, others to everybody, and to everybody again when it is not assigned any more', async () => {
    await assign([{ workflowId: 'look-match-fast', fleets: ['night'] }], 1);
    const [night, plain] = [await registerIn('night'), await registerIn(null)];
    await rig.dispatch([
      rig.leg(),
      rig.leg(),
      rig.leg({ workflowId: 'look-match-fine', providerId: 'cpu-atelier' }),
    ]);
    expect((await rig.lease(plain, 4)).map(({ workflowId }) => workflowId)).toEqual(['look-match-fine']);
    expect((await rig.lease(night, 1)).map(({ workflowId }) => workflowId)).toEqual(['look-match-fast']);
    await assign([{ workflowId: 'look-match-fast', fleets: ['default'] }], 2);
    // What is known of an agent is used for five seconds.
    rig.studio.clock.advance(6_000);
    expect(await rig.lease(night, 4)).toEqual([]);
    await assign([], 3);
    rig.studio.clock.advance(6_000);
    expect(await rig.lease(night, 4)).toHaveLength(1);
  });
});
