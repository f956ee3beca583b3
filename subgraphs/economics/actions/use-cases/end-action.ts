import type { Transaction } from '@effect-studio/kernel/database';
import { ActionReverted } from '@effect-studio/schema/events/economics';
import { addStep } from '../../bottlenecks/persistence/bottlenecks.ts';
import { requestManifest } from '../../manifest/persistence/request-manifest.ts';
import type { ActionEnd, AutoAction } from '../domain/action.ts';
import { updateAction } from '../persistence/auto-actions.ts';

/**
 * Undoes an action by its stored inverse: the provider's weight comes back with the next manifest, which is asked
 * for at once. Called with the action locked.
 */
export async function endAction(
  tx: Transaction,
  action: AutoAction,
  { why, reason }: { why: ActionEnd; reason: string },
): Promise<AutoAction> {
  const { kind, subjectId } = tx.call.caller;
  const by = kind === 'system' ? null : subjectId;
  const ended: AutoAction = {
    ...action,
    state: why === 'EXPIRED' ? 'EXPIRED' : 'REVERTED',
    end: { at: tx.now, why, reason, by },
  };
  await updateAction(tx, ended);
  await addStep(tx, action.bottleneckId, 'ACTION_ENDED', `${why}: ${reason}`);
  await tx.emit(ActionReverted, {
    aggregateId: action.id,
    payload: {
      actionId: action.id,
      bottleneckId: action.bottleneckId,
      kind: action.kind,
      providerId: action.providerId,
      restoredShare: action.inverse.share,
      why,
      reason,
    },
  });
  await requestManifest(tx, `action-${action.id}-ended`);
  const { actionLog, caller, correlationId } = tx.call;
  if (why !== 'EXPIRED') {
    tx.afterCommit(() =>
      actionLog.warn({
        eventType: 'ACTION_REVERTED',
        tenantId: caller.tenantId,
        correlationId,
        message: `The weight of provider ${action.providerId} is restored. ${reason}`,
        economicImpact: { type: 'STABILITY', estimatedCostNanoUsd: null, affectedJobs: 0 },
        operatorAction: {
          classification: why,
          urgency: 'MONITOR',
          suggestedAction:
            'Look at the bottleneck’s history and decide whether its classification was right.',
          autoActionTaken: `Gave ${Math.round(action.share * 100)} % of the weight back.`,
          escalationChain: ['operator_monitor'],
          runbook: 'automatic-actions.md',
        },
      }),
    );
  }
  return ended;
}
