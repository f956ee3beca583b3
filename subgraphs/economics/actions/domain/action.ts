import type { Bottleneck } from '../../bottlenecks/domain/stored-bottleneck.ts';
import { type ActionSettings, isAutomatic } from './action-settings.ts';

export type ActionState = 'APPLIED' | 'REVERTED' | 'EXPIRED';

/** Why an action ended. */
export type ActionEnd =
  /** The work fares worse where it was moved to. */
  | 'GUARD_WORSENED'
  /** The bottleneck is not found any more, or never was. */
  | 'NOT_CONFIRMED'
  | 'BY_HAND'
  | 'EXPIRED';

/** Something that the engine did by itself: bounded, for a time, with its way back. */
export interface AutoAction {
  id: string;
  bottleneckId: string;
  kind: 'WEIGHT_SHIFT';
  providerId: string;
  /** Share of the provider's weight that was taken away, 0 to 1. */
  share: number;
  state: ActionState;
  /** Set aside for what the moved work may cost more. */
  reservedNanoUsd: bigint;
  /** What has to be done to undo it. */
  inverse: { kind: 'RESTORE_WEIGHT'; providerId: string; share: number };
  settingsVersion: string;
  appliedAt: Date;
  expiresAt: Date;
  /** How the work fared, when that was last looked at. */
  guard: GuardReading | null;
  end: { at: Date; why: ActionEnd; reason: string; by: string | null } | null;
}

/** What the work takes where it was moved from, and where it was moved to. */
export interface GuardReading {
  sourceAttempts: number;
  takerAttempts: number;
  /** Machine time per work unit delivered, failures included: takers ÷ source; null with too little on either side. */
  timeRatio: number | null;
  /** Cost per work unit delivered: takers ÷ source; null while unknown. */
  costRatio: number | null;
}

/** What is known when an action is considered. */
export interface ActionSituation {
  now: Date;
  /** Newest action on the provider; null when there was none. */
  lastAppliedAt: Date | null;
  /** Reserved by actions begun within a day. */
  reservedNanoUsd: bigint;
  /** Cost of the provider's work in the last hour, */
  sourceNanoUsdPerHour: bigint;
  /** … and what the others' work costs per unit against it; null: unknown. */
  costRatio: number | null;
  /** Whether others serve any of the provider's effects. */
  hasTakers: boolean;
}

export type ActionPlan =
  | { decision: 'APPLY'; share: number; reservedNanoUsd: bigint; expiresAt: Date }
  | { decision: 'SUGGEST' }
  | { decision: 'REFUSE'; reason: string };

/**
 * Decides whether the engine acts on a bottleneck. Only providers that are slow or throttle lose weight by
 * themselves, by as much as they are worse and at most 30 %, one action per provider in 30 minutes, within the day's
 * budget. Pure.
 */
export function planAction(
  bottleneck: Bottleneck,
  situation: ActionSituation,
  settings: ActionSettings,
): ActionPlan {
  if (!isAutomatic(bottleneck.bottleneckClass) || bottleneck.subject.kind !== 'PROVIDER') {
    return { decision: 'SUGGEST' };
  }
  const share = Math.min(settings.maxShift, Math.max(settings.minShift, severity(bottleneck)));
  const { now, lastAppliedAt } = situation;
  if (!situation.hasTakers) return { decision: 'REFUSE', reason: 'Nobody else serves these effects.' };
  if (lastAppliedAt && now.getTime() - lastAppliedAt.getTime() < settings.cooldownMs) {
    return { decision: 'REFUSE', reason: 'This provider was acted on less than 30 minutes ago.' };
  }
  const reservedNanoUsd = extraCost(situation, share, settings);
  if (situation.reservedNanoUsd + reservedNanoUsd > settings.budgetNanoUsdPerDay) {
    return { decision: 'REFUSE', reason: 'The budget for automatic actions of this day is used up.' };
  }
  return { decision: 'APPLY', share, reservedNanoUsd, expiresAt: new Date(now.getTime() + settings.lifeMs) };
}

/** How much worse the provider is: the share of its time that is too much, or of its attempts that it slows down. */
function severity({ tests, bottleneckClass }: Bottleneck): number {
  const answer = tests[1]?.value ?? 0;
  return bottleneckClass === 'PROVIDER_API_THROTTLING' ? answer : answer > 0 ? 1 - 1 / answer : 0;
}

/** What the moved work may cost more until the action ends; where the others' cost is unknown, as much again. */
function extraCost(situation: ActionSituation, share: number, { lifeMs }: ActionSettings): bigint {
  const more = situation.costRatio === null ? 1 : Math.max(0, situation.costRatio - 1);
  const ppm = BigInt(Math.round(share * more * 1e6));
  return (situation.sourceNanoUsdPerHour * BigInt(lifeMs) * ppm) / (3_600_000n * 1_000_000n);
}

/**
 * Whether an action has to be undone now, and why. The guard asks what the moved work would have taken where it came
 * from, by what both sides take since the action began: a provider that gets even worse is not held against it. Pure.
 * @param isConfirmed whether the tree still finds the bottleneck
 */
export function judgeAction(
  action: AutoAction,
  reading: GuardReading,
  { now, isConfirmed }: { now: Date; isConfirmed: boolean },
  { guard }: ActionSettings,
): { why: ActionEnd; reason: string } | null {
  if (now >= action.expiresAt) return { why: 'EXPIRED', reason: 'Its time is over.' };
  if (!isConfirmed)
    return { why: 'NOT_CONFIRMED', reason: 'The bottleneck is not found in the latest figures.' };
  for (const [what, ratio] of [
    ['takes', reading.timeRatio],
    ['costs', reading.costRatio],
  ] as const) {
    if (ratio !== null && ratio > guard.tolerance) {
      return {
        why: 'GUARD_WORSENED',
        reason: `The moved work ${what} ${ratio.toFixed(2)} times what it ${what} at ${action.providerId}.`,
      };
    }
  }
  return null;
}
