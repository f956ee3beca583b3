import { newId } from '@effect-studio/kernel/ids';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import type { AutoAction } from '../../actions/domain/action.ts';
import { insertAction } from '../../actions/persistence/auto-actions.ts';
import type { Alert } from '../../detection/domain/alert.ts';
import { insertAlert } from '../../detection/persistence/alerts.ts';
import { tellAlert } from '../../detection/use-cases/tell-alert.ts';
import { ADVICE } from '../domain/bottleneck.ts';
import type { Bottleneck } from '../domain/stored-bottleneck.ts';
import { addStep, saveBottleneck } from '../persistence/bottlenecks.ts';
import { tellBottleneck } from '../use-cases/follow-bottlenecks.ts';

/** An alert, a bottleneck and an action in force at a provider that nobody else in the test uses. */
export async function actedUpon(
  studio: TestStudio,
): Promise<{ alertId: string; bottleneckId: string; actionId: string }> {
  const ctx = studio.call('economics');
  const [alertId, bottleneckId, actionId] = [newId(), newId(), newId()];
  const providerId = `provider-${newId()}`;
  const bottleneckClass = 'PROVIDER_LATENCY_DEGRADATION';
  await ctx.db.transaction(ctx, async (tx) => {
    const alert: Alert = {
      ...{ id: alertId, subject: { kind: 'PROVIDER', id: providerId }, signal: 'LATENCY', detector: 'MAD' },
      ...{ severity: 'WARNING', cause: `${providerId} is slow.`, value: 0.7, expected: 0, peakScore: 2 },
      ...{ evidence: {}, settingsVersion: 'test', openedAt: tx.now, closedAt: null },
    };
    await insertAlert(tx, alert);
    await tellAlert(tx, alert, 'OPENED');
    const advice = ADVICE[bottleneckClass];
    const bottleneck: Bottleneck = {
      ...{ id: bottleneckId, bottleneckClass, subject: { kind: 'PROVIDER', id: providerId } },
      tests: [{ question: 'Work per unit against the usual', value: 2, limit: 1.2, passed: true }],
      ...{ affectedAttempts: 20, impactNanoUsdPerHour: 1_000_000n, impactKind: advice.impact },
      ...{
        runbook: advice.runbook,
        suggestedAction: advice.suggestedAction,
        actionTaken: 'Took weight away.',
      },
      ...{ settingsVersion: 'test', openedAt: tx.now, lastSeenAt: tx.now, closedAt: null },
    };
    await saveBottleneck(tx, bottleneck);
    await addStep(tx, bottleneckId, 'OPENED', 'It is slow.');
    await tellBottleneck(tx, bottleneck, 'OPENED');
    const action: AutoAction = {
      ...{ id: actionId, bottleneckId, kind: 'WEIGHT_SHIFT', providerId, share: 0.3, state: 'APPLIED' },
      reservedNanoUsd: 1_000n,
      inverse: { kind: 'RESTORE_WEIGHT', providerId, share: 0.3 },
      ...{ settingsVersion: 'test', appliedAt: tx.now, expiresAt: new Date(tx.now.getTime() + 7_200_000) },
      ...{ guard: null, end: null },
    };
    await insertAction(tx, action);
  });
  return { alertId, bottleneckId, actionId };
}
