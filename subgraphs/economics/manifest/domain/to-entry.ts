import { wilsonInterval } from '../../statistics/wilson.ts';
import { successOf } from './expectation.ts';
import type { Assessed, RoutingWorld } from './generate-entries.ts';
import type { ManifestEntry } from './manifest.ts';
import { marginOf, type Yardstick } from './merit.ts';
import { LEARNING } from './policy.ts';

/** Six places: what a person can read, and the same digits on every machine. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
const roundedOr = (value: number | null): number | null => (value === null ? null : rounded(value));

/** A workflow as the manifest says it. What was not measured of it is null, whatever its effect is like. */
export function entryOf(
  assessed: Assessed,
  placed: { rank: number; weight: number; yardstick: Yardstick; world: RoutingWorld },
): ManifestEntry {
  const { candidate, history, expectation, merit, state, obstacle } = assessed;
  const { evidence, sampleCount } = history;
  const { isExplorationStopped } = placed.world;
  const { revenueNanoUsd } = placed.yardstick;
  const z = LEARNING.boundZ;
  const hasDelivered = evidence.units > 0;
  const cost = hasDelivered && candidate.isPriced ? expectation.costNanoUsd : null;
  const quality = evidence.judged > 0 ? expectation.quality : null;
  const duration = hasDelivered ? expectation.durationMs : null;
  const success = evidence.attempts > 0 ? expectation.success : null;
  return {
    effectTypeId: candidate.effectTypeId,
    workflowId: candidate.workflowId,
    providerId: candidate.providerId,
    rank: placed.rank,
    weight: rounded(placed.weight),
    state,
    isBarred: state !== 'ELIGIBLE',
    reason: obstacle ?? standingInWords(assessed),
    shadowLegsPerCycle: isExplorationStopped
      ? 0
      : {
          ELIGIBLE: 0,
          BARRED: 0,
          PROBING: LEARNING.gate.probesPerCycle,
          SHADOW: LEARNING.shadowLegsPerCycle,
        }[state],
    expectedCostNanoUsd: cost && BigInt(Math.round(cost.mean)).toString(),
    expectedMargin: roundedOr(marginOf(cost?.mean ?? null, revenueNanoUsd)),
    marginLowerBound: cost ? roundedOr(merit.margin) : null,
    expectedQuality: quality && rounded(quality.mean),
    qualityLowerBound: quality && rounded(Math.max(0, quality.mean - z * quality.error)),
    expectedDurationMs: duration && Math.round(duration.mean),
    durationUpperBoundMs: duration && Math.round(duration.mean + z * duration.error),
    successShare: success && rounded(successOf(expectation)),
    successLowerBound: success && rounded(wilsonInterval(success.good, success.good + success.bad, z).lower),
    sampleCount,
  };
}

function standingInWords({ candidate, history, merit }: Assessed): string {
  const parts = [
    candidate.order?.kind === 'PIN' ? `PINNED_BY_ADMIN: ${candidate.order.reason}` : null,
    merit.tier === 2 ? 'provider degraded' : merit.tier === 1 ? 'not sure to meet the quality floor' : null,
    history.evidence.units > 0 && merit.margin !== null
      ? `margin at least ${(merit.margin * 100).toFixed(2)} %`
      : null,
    `utility ${merit.utility.toFixed(4)}`,
    history.sampleCount === 0 ? 'not yet measured' : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
