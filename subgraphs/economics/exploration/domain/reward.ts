import type { RoutingPolicy } from '../../manifest/domain/policy.ts';
import type { LegOutcome } from './decision.ts';

/** What one leg was worth, by each measure. */
export interface Reward {
  /** 0 to 1, as the policy weighs quality, cost and time; 0 for a leg that did not deliver. */
  utility: number;
  /** 0 to 1; 0 for a leg that did not deliver. */
  quality: number;
  /** (What a run earns, if it delivered − cost) ÷ what a run earns; below 0 for a failure. */
  margin: number;
}

/** What legs are weighed with. */
export interface RewardScale {
  policy: Pick<RoutingPolicy, 'qualityWeight' | 'costWeight' | 'speedWeight'>;
  /** Cost and time at which their terms are 0. */
  costCapNanoUsd: number;
  durationCapMs: number;
  /** What a run earns, in nano-USD; above 0. */
  revenueNanoUsd: number;
}

const held = (value: number): number => Math.min(1, Math.max(0, value));

/** What a leg came to; null while that is not known: under way, cancelled, delivered but not judged, or unpriced. */
export function rewardOf(leg: LegOutcome, scale: RewardScale): Reward | null {
  const { outcome, costNanoUsd } = leg;
  if (outcome === null || outcome === 'cancelled' || costNanoUsd === null) return null;
  const cost = Number(costNanoUsd);
  const hasDelivered = outcome === 'succeeded' && !leg.isRejected;
  if (!hasDelivered) return { utility: 0, quality: 0, margin: -cost / scale.revenueNanoUsd };
  if (leg.quality === null || leg.busyMs === null) return null;
  const { qualityWeight, costWeight, speedWeight } = scale.policy;
  return {
    utility:
      qualityWeight * leg.quality +
      costWeight * held(1 - cost / scale.costCapNanoUsd) +
      speedWeight * held(1 - leg.busyMs / scale.durationCapMs),
    quality: leg.quality,
    margin: 1 - cost / scale.revenueNanoUsd,
  };
}

/**
 * The scale for some legs: caps of the policy, else twice the mean of those that delivered, as routing has it.
 */
export function scaleFor(
  legs: readonly LegOutcome[],
  policy: RoutingPolicy,
  revenueNanoUsd: number,
): RewardScale {
  const delivered = legs.filter(({ outcome, isRejected }) => outcome === 'succeeded' && !isRejected);
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length || 1;
  return {
    policy,
    costCapNanoUsd:
      policy.costCapNanoUsd ?? 2 * mean(delivered.map(({ costNanoUsd }) => Number(costNanoUsd ?? 0n))),
    durationCapMs: policy.durationSloMs ?? 2 * mean(delivered.map(({ busyMs }) => busyMs ?? 0)),
    revenueNanoUsd,
  };
}
