import { newId } from '@effect-studio/kernel/ids';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import { replaceFleets } from '../../fleet-actions/persistence/fleet-actions.ts';
import { actOnFleet } from '../../fleet-actions/use-cases/act-on-fleet.ts';
import { ADVICE } from '../domain/bottleneck.ts';
import type { Bottleneck } from '../domain/stored-bottleneck.ts';
import { saveBottleneck } from '../persistence/bottlenecks.ts';

/** A fleet that has too little to do its work with, and what the engine did about it. */
export async function saturatedFleet(
  studio: TestStudio,
): Promise<{ fleet: string; bottleneckId: string; actionId: string | null }> {
  const ctx = studio.call('economics');
  const [bottleneckId, fleet] = [newId(), `fleet-${newId().slice(-12)}`];
  const advice = ADVICE.GPU_SATURATION;
  const action = await ctx.db.transaction(ctx, async (tx) => {
    await replaceFleets(tx, [
      {
        ...{ name: fleet, minAgents: 1, maxAgents: 3, isScaled: true },
        ...{ nanoUsdPerHour: 1_000n, budgetNanoUsdPerHour: 10_000n },
      },
    ]);
    const bottleneck: Bottleneck = {
      ...{ id: bottleneckId, bottleneckClass: 'GPU_SATURATION', subject: { kind: 'FLEET', id: fleet } },
      tests: [{ question: 'Share of machine time in use', value: 0.99, limit: 0.9, passed: true }],
      ...{ affectedAttempts: 20, impactNanoUsdPerHour: 1_000_000n, impactKind: advice.impact },
      ...{ runbook: advice.runbook, suggestedAction: advice.suggestedAction, actionTaken: null },
      ...{ settingsVersion: 'test', openedAt: tx.now, lastSeenAt: tx.now, closedAt: null },
    };
    await saveBottleneck(tx, bottleneck);
    return actOnFleet(tx, bottleneck, { isNew: true });
  });
  return { fleet, bottleneckId, actionId: action?.id ?? null };
}
