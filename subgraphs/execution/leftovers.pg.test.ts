import { newId } from '@effect-studio/kernel/ids';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExecutionRig, OUTPUT, type RegisteredMachine, sha256 } from './testing/execution-rig.ts';
import { removeLeftovers } from './use-cases/leases/remove-leftovers.ts';
import { uploadKey } from './use-cases/leases/take-output.ts';

let rig: ExecutionRig;
let agent: RegisteredMachine;
beforeEach(async () => {
  rig = await ExecutionRig.open();
  agent = await rig.register();
});
afterEach(() => rig.close());

it('removes a day later what was sent and never taken, and nothing that somebody needs', async () => {
  const ctx = rig.studio.call('execution');
  const { storage } = ctx;
  await rig.dispatch([rig.leg(), rig.leg()]);
  const [taken] = await rig.lease(agent);
  const [living] = await rig.lease(agent);
  await rig.finish(agent, taken!.leaseId);
  const [lost, orphan, crashed] = [newId(), 'fe'.repeat(32), `${newId()}-${newId()}`];
  const foreign = 'outputs/made-by-hand.mp4';
  const left = [uploadKey(lost), `uploads/held/${crashed}.mp4`, `outputs/${orphan}.mp4`];
  const kept = [`outputs/${sha256(OUTPUT)}.mp4`, uploadKey(living!.leaseId), foreign];
  for (const key of [...left, ...kept]) await storage.put(key, OUTPUT, { contentType: 'video/mp4' });

  expect(await removeLeftovers(ctx)).toBe(0);
  // Objects are dated by the store's own clock, which is the real one.
  rig.studio.clock.advance(Date.now() - rig.studio.clock.now().getTime() + 25 * 3_600_000);
  await removeLeftovers(ctx);
  for (const key of left) expect(await storage.head(key), key).toBeNull();
  for (const key of kept) expect(await storage.head(key), key).not.toBeNull();
});
