import type { BottleneckClass } from '../../bottlenecks/domain/bottleneck.ts';

export type FleetActionState = 'APPLIED' | 'REVERTED' | 'EXPIRED';
export type FleetActionEnd = 'BY_HAND' | 'EXPIRED';

/** Machines that the engine added to a fleet by itself: bounded, for a time, with the way back. */
export interface FleetAction {
  id: string;
  bottleneckId: string;
  fleet: string;
  /** Agents. */
  delta: number;
  state: FleetActionState;
  /** Set aside for what they cost until it ends. */
  reservedNanoUsd: bigint;
  /** What has to be done to undo it. */
  inverse: { kind: 'RESTORE_FLEET'; fleet: string; delta: number };
  settingsVersion: string;
  appliedAt: Date;
  expiresAt: Date;
  end: { at: Date; why: FleetActionEnd; reason: string; by: string | null } | null;
}

/** A fleet as the document in force declares it. */
export interface KnownFleet {
  name: string;
  minAgents: number;
  maxAgents: number;
  /** Of one machine. */
  nanoUsdPerHour: bigint;
  budgetNanoUsdPerHour: bigint;
  isScaled: boolean;
}

/** Bounds of what the engine may do by itself. */
export const FLEET_ACTION_SETTINGS = Object.freeze({
  version: 'fleet-actions-1',
  /** Agents that one action adds. */
  delta: 1,
  /** Time between the beginnings of two actions on one fleet. */
  cooldownMs: 30 * 60_000,
  /** An action ends by itself after this. */
  lifeMs: 2 * 3_600_000,
  /** What actions of all kinds that began within a day may cost together. */
  budgetNanoUsdPerDay: 5_000_000_000n,
});

export interface FleetSituation {
  now: Date;
  /** Null: the fleet document has no such fleet. */
  fleet: KnownFleet | null;
  /** Agents that actions in force have added. */
  addedAgents: number;
  lastAppliedAt: Date | null;
  /** Reserved by actions of all kinds that began within a day. */
  reservedNanoUsd: bigint;
}

export type FleetPlan =
  | { decision: 'APPLY'; delta: number; reservedNanoUsd: bigint; expiresAt: Date }
  | { decision: 'SUGGEST' }
  | { decision: 'REFUSE'; reason: string };

/**
 * Decides whether the engine makes a saturated fleet larger: by one agent at a time, one action per fleet in 30 minutes, within the
 * fleet's bounds and budget and the day's budget for automatic actions. It is not undone because it helped, which would bring the
 * saturation back, but when its time is over. Pure.
 */
export function planFleetAction(
  bottleneckClass: BottleneckClass,
  { now, fleet, addedAgents, lastAppliedAt, reservedNanoUsd: reserved }: FleetSituation,
  settings: typeof FLEET_ACTION_SETTINGS = FLEET_ACTION_SETTINGS,
): FleetPlan {
  if (bottleneckClass !== 'GPU_SATURATION') return { decision: 'SUGGEST' };
  if (!fleet?.isScaled) return { decision: 'SUGGEST' };
  const { delta, cooldownMs, lifeMs, budgetNanoUsdPerDay } = settings;
  if (lastAppliedAt && now.getTime() - lastAppliedAt.getTime() < cooldownMs) {
    return { decision: 'REFUSE', reason: 'This fleet was acted on less than 30 minutes ago.' };
  }
  const most = fleet.minAgents + addedAgents + delta;
  if (most > fleet.maxAgents)
    return { decision: 'REFUSE', reason: 'The fleet has as many machines as it may.' };
  if (BigInt(most) * fleet.nanoUsdPerHour > fleet.budgetNanoUsdPerHour) {
    return { decision: 'REFUSE', reason: 'The budget of the fleet pays for no more machines.' };
  }
  const reservedNanoUsd = (BigInt(delta) * fleet.nanoUsdPerHour * BigInt(lifeMs)) / 3_600_000n;
  if (reserved + reservedNanoUsd > budgetNanoUsdPerDay) {
    return { decision: 'REFUSE', reason: 'The budget for automatic actions of this day is used up.' };
  }
  return { decision: 'APPLY', delta, reservedNanoUsd, expiresAt: new Date(now.getTime() + lifeMs) };
}
