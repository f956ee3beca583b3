import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { ActionApplied } from '@effect-studio/schema/events/economics';
import type { Features } from '../../bottlenecks/domain/features.ts';
import type { Bottleneck } from '../../bottlenecks/domain/stored-bottleneck.ts';
import { addStep, saveBottleneck } from '../../bottlenecks/persistence/bottlenecks.ts';
import { requestManifest } from '../../manifest/persistence/request-manifest.ts';
import { type AutoAction, planAction } from '../domain/action.ts';
import { ACTION_SETTINGS, type ActionSettings, isAutomatic } from '../domain/action-settings.ts';
import { readGuard } from '../domain/guard.ts';
import { actionHistory, insertAction } from '../persistence/auto-actions.ts';
import { guardFigures } from '../persistence/guard-figures.ts';

const HOUR_MS = 3_600_000;

/**
 * Acts on a bottleneck if the engine may: reserves budget, stores the action with its inverse and
 * asks for a manifest that follows it. What it refuses to do, it says in the history.
 * @param options `isNew`: opened in this very cycle
 * @returns the action; null when it is left to people
 */
export async function act(
  tx: Transaction,
  bottleneck: Bottleneck,
  features: Features,
  { isNew, settings = ACTION_SETTINGS }: { isNew: boolean; settings?: ActionSettings },
): Promise<AutoAction | null> {
  if (bottleneck.subject.kind !== 'PROVIDER' || !isAutomatic(bottleneck.bottleneckClass)) return null;
  const providerId = bottleneck.subject.id;
  const hourAgo = new Date(tx.now.getTime() - HOUR_MS);
  const figures = await guardFigures(tx, providerId, hourAgo, tx.now);
  const plan = planAction(
    bottleneck,
    {
      now: tx.now,
      ...(await actionHistory(tx, providerId)),
      sourceNanoUsdPerHour: features
        .hourOf((cell) => cell.providerId === providerId)
        .reduce((sum, cell) => sum + cell.costNanoUsd, 0n),
      costRatio: readGuard(figures, 1).costRatio,
      hasTakers: figures.some((one) => !one.isSource),
    },
    settings,
  );
  if (plan.decision === 'SUGGEST') return null;
  if (plan.decision === 'REFUSE') {
    // It is tried again every cycle, and said once.
    if (isNew) await addStep(tx, bottleneck.id, 'ACTION_REFUSED', plan.reason);
    return null;
  }
  const { share, reservedNanoUsd, expiresAt } = plan;
  const action: AutoAction = {
    id: newId(),
    bottleneckId: bottleneck.id,
    kind: 'WEIGHT_SHIFT',
    providerId,
    share,
    state: 'APPLIED',
    reservedNanoUsd,
    inverse: { kind: 'RESTORE_WEIGHT', providerId, share },
    settingsVersion: settings.version,
    appliedAt: tx.now,
    expiresAt,
    guard: null,
    end: null,
  };
  const taken = `Took ${Math.round(share * 100)} % of the weight of provider ${providerId} until ${expiresAt.toISOString()}.`;
  await insertAction(tx, action);
  await saveBottleneck(tx, { ...bottleneck, actionTaken: taken });
  await addStep(tx, bottleneck.id, 'ACTION_APPLIED', taken);
  await tx.emit(ActionApplied, {
    aggregateId: action.id,
    payload: {
      actionId: action.id,
      bottleneckId: bottleneck.id,
      bottleneckClass: bottleneck.bottleneckClass,
      kind: action.kind,
      providerId,
      share,
      expiresAt: expiresAt.toISOString(),
    },
  });
  await requestManifest(tx, `action-${action.id}`);
  tellApplied(tx, bottleneck, taken);
  return action;
}

function tellApplied(tx: Transaction, bottleneck: Bottleneck, taken: string): void {
  const { actionLog, caller, correlationId } = tx.call;
  tx.afterCommit(() =>
    actionLog.warn({
      eventType: 'ACTION_APPLIED',
      tenantId: caller.tenantId,
      correlationId,
      message: taken,
      economicImpact: {
        type: bottleneck.impactKind,
        estimatedCostNanoUsd: bottleneck.impactNanoUsdPerHour?.toString() ?? null,
        affectedJobs: bottleneck.affectedAttempts,
      },
      operatorAction: {
        classification: bottleneck.bottleneckClass,
        urgency: 'MONITOR',
        suggestedAction:
          'Revert it by revertAction if the classification is wrong; it is reverted by itself when its guard worsens.',
        autoActionTaken: taken,
        escalationChain: ['auto_fix', 'operator_monitor'],
        runbook: 'automatic-actions.md',
      },
    }),
  );
}
