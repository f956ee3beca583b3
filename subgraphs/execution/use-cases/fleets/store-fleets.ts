import type { Transaction } from '@effect-studio/kernel/database';
import type { FleetActionApplied, FleetActionReverted } from '@effect-studio/schema/events/economics';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type { FleetsChanged } from '@effect-studio/schema/events/providers';
import { FIT_AGENTS } from '../../persistence/sql/agent-statements.ts';
import {
  INSERT_ADJUSTMENT,
  REMOVE_FLEETS,
  REPLACE_ASSIGNMENTS,
  REVERT_ADJUSTMENT,
  UPSERT_FLEET,
} from '../../persistence/sql/fleet-statements.ts';
import { ringTaskBell } from '../leases/task-bell.ts';
import { probeProviders } from '../providers/probe-providers.ts';
import { noteFleetEvent } from './fleet-events.ts';

/** Takes over fleets and assignments; machines are fit for what their fleet renders from now on. */
export async function storeFleets(
  tx: Transaction,
  { fleets, assignments }: PayloadOf<typeof FleetsChanged>,
): Promise<void> {
  for (const fleet of fleets) {
    const { name, template, instanceType, capacityKind, runners, concurrency } = fleet;
    await tx.rows(UPSERT_FLEET, [
      name,
      JSON.stringify({ template, instanceType, capacityKind, runners, concurrency }),
      fleet.minAgents,
      fleet.maxAgents,
      fleet.nanoUsdPerHour,
      fleet.budgetNanoUsdPerHour,
      fleet.isScaled,
      tx.now,
    ]);
  }
  await tx.rows(REMOVE_FLEETS, [fleets.map(({ name }) => name), tx.now]);
  const pairs = assignments.flatMap(({ workflowId, fleets: names }) =>
    names.map((name) => [workflowId, name] as const),
  );
  await tx.rows(REPLACE_ASSIGNMENTS, [
    pairs.map(([workflowId]) => workflowId),
    pairs.map(([, name]) => name),
  ]);
  await tx.rows(FIT_AGENTS, [null]);
  await probeProviders(tx);
  ringTaskBell(tx);
}

/** Economics wants a fleet to be larger for a time. */
export async function adjustFleet(
  tx: Transaction,
  action: PayloadOf<typeof FleetActionApplied>,
): Promise<void> {
  const kept = await tx.maybeOne<Adjustment>(INSERT_ADJUSTMENT, [
    action.actionId,
    action.fleet,
    action.delta,
    new Date(action.expiresAt),
    tx.now,
  ]);
  if (kept) await noteFleetEvent(tx, { fleet: kept.fleet, kind: 'ENGINE_ADDED', agents: kept.delta });
}

/** … and no more. */
export async function revertAdjustment(
  tx: Transaction,
  { actionId }: PayloadOf<typeof FleetActionReverted>,
): Promise<void> {
  const ended = await tx.maybeOne<Adjustment>(REVERT_ADJUSTMENT, [actionId, tx.now]);
  if (ended) await noteFleetEvent(tx, { fleet: ended.fleet, kind: 'ENGINE_REVERTED', agents: ended.delta });
}

interface Adjustment {
  fleet: string;
  delta: number;
}
