import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { FleetActionApplied, FleetActionReverted } from '@effect-studio/schema/events/economics';
import type { Bottleneck } from '../../bottlenecks/domain/stored-bottleneck.ts';
import { addStep, saveBottleneck } from '../../bottlenecks/persistence/bottlenecks.ts';
import {
  FLEET_ACTION_SETTINGS,
  type FleetAction,
  type FleetActionEnd,
  planFleetAction,
} from '../domain/fleet-action.ts';
import {
  fleetSituation,
  insertFleetAction,
  lockFleetActionsOver,
  storeEnd,
} from '../persistence/fleet-actions.ts';

/**
 * Makes a saturated fleet larger if the engine may: reserves budget, stores the action with its inverse, and tells it to whoever
 * starts machines. What it refuses to do, it says in the history.
 * @param options `isNew`: opened in this very cycle
 * @returns the action; null when it is left to people
 */
export async function actOnFleet(
  tx: Transaction,
  bottleneck: Bottleneck,
  { isNew }: { isNew: boolean },
): Promise<FleetAction | null> {
  if (bottleneck.subject.kind !== 'FLEET') return null;
  const fleet = bottleneck.subject.id;
  const plan = planFleetAction(bottleneck.bottleneckClass, await fleetSituation(tx, fleet));
  if (plan.decision === 'SUGGEST') return null;
  if (plan.decision === 'REFUSE') {
    // It is tried again every cycle, and said once.
    if (isNew) await addStep(tx, bottleneck.id, 'ACTION_REFUSED', plan.reason);
    return null;
  }
  const { delta, reservedNanoUsd, expiresAt } = plan;
  const action: FleetAction = {
    id: newId(),
    bottleneckId: bottleneck.id,
    fleet,
    delta,
    state: 'APPLIED',
    reservedNanoUsd,
    inverse: { kind: 'RESTORE_FLEET', fleet, delta: -delta },
    settingsVersion: FLEET_ACTION_SETTINGS.version,
    appliedAt: tx.now,
    expiresAt,
    end: null,
  };
  const taken = `Added ${delta} machine to fleet ${fleet} until ${expiresAt.toISOString()}.`;
  await insertFleetAction(tx, action);
  await saveBottleneck(tx, { ...bottleneck, actionTaken: taken });
  await addStep(tx, bottleneck.id, 'ACTION_APPLIED', taken);
  await tx.emit(FleetActionApplied, {
    aggregateId: action.id,
    payload: {
      actionId: action.id,
      bottleneckId: bottleneck.id,
      bottleneckClass: bottleneck.bottleneckClass,
      fleet,
      delta,
      expiresAt: expiresAt.toISOString(),
    },
  });
  const { actionLog, caller, correlationId } = tx.call;
  tx.afterCommit(() =>
    actionLog.warn({
      eventType: 'FLEET_ACTION_APPLIED',
      tenantId: caller.tenantId,
      correlationId,
      message: taken,
      economicImpact: {
        type: bottleneck.impactKind,
        estimatedCostNanoUsd: reservedNanoUsd.toString(),
        affectedJobs: bottleneck.affectedAttempts,
      },
      operatorAction: {
        classification: bottleneck.bottleneckClass,
        urgency: 'MONITOR',
        suggestedAction:
          'Revert it by revertFleetAction if the fleet is not short of machines; else it ends by itself.',
        autoActionTaken: taken,
        escalationChain: ['auto_fix', 'operator_monitor'],
        runbook: 'automatic-actions.md',
      },
    }),
  );
  return action;
}

/** Undoes an action by its stored inverse: the fleet is as large as before. Called with the action locked. */
export async function endFleetAction(
  tx: Transaction,
  action: FleetAction,
  { why, reason }: { why: FleetActionEnd; reason: string },
): Promise<void> {
  const { kind, subjectId } = tx.call.caller;
  const end = { at: tx.now, why, reason, by: kind === 'system' ? null : subjectId };
  await storeEnd(tx, { ...action, state: why === 'EXPIRED' ? 'EXPIRED' : 'REVERTED', end });
  await addStep(tx, action.bottleneckId, 'ACTION_ENDED', `${why}: ${reason}`);
  const { id, bottleneckId, inverse } = action;
  await tx.emit(FleetActionReverted, {
    aggregateId: id,
    payload: { actionId: id, bottleneckId, fleet: inverse.fleet, delta: inverse.delta, why, reason },
  });
}

/** Ends actions whose time is over. Runs once a cycle. */
export async function endFleetActionsOver(tx: Transaction): Promise<void> {
  for (const action of await lockFleetActionsOver(tx)) {
    await endFleetAction(tx, action, { why: 'EXPIRED', reason: 'Its time is over.' });
  }
}
