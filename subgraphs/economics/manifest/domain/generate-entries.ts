import { type Expectation, expectationOf, type Pool, poolOf } from './expectation.ts';
import { barOf, type Candidate, type ManifestEntry } from './manifest.ts';
import { addEvidence, type Evidence, evidenceOf, NO_EVIDENCE, type Observation } from './observation.ts';
import { CYCLE_MS, cycleOf, type RoutingPolicy, wilsonLowerBound } from './policy.ts';

interface Arm {
  candidate: Candidate;
  evidence: Evidence;
  expectation: Expectation;
  bar: string | null;
  utility: number;
}

/**
 * Ranks the workflows of every effect type. Pure: the same candidates, observations, policy and cycle give the
 * same entries, whatever their order.
 *
 * `U = ok · (wq·quality + wc·(1 − cost ÷ cap) + ws·(1 − duration ÷ slo))`, each expectation shrunk to the effect's
 * pooled mean and each term held in 0..1. The best workflow gets 1 − ε of the traffic (equals share it), and ε is
 * spread evenly over all that are eligible. Barred workflows get 0.
 */
export function generateEntries(
  candidates: readonly Candidate[],
  observations: readonly Observation[],
  policy: RoutingPolicy,
  now: Date,
): ManifestEntry[] {
  const byEffect = Map.groupBy(candidates, (candidate) => candidate.effectTypeId);
  const byWorkflow = Map.groupBy(
    observations,
    (seen) => `${seen.effectTypeId}/${seen.workflowId}/${seen.providerId}`,
  );
  return [...byEffect.keys()]
    .sort()
    .flatMap((effectTypeId) => entriesOfEffect(byEffect.get(effectTypeId)!, byWorkflow, policy, now));
}

function entriesOfEffect(
  candidates: readonly Candidate[],
  observations: ReadonlyMap<string, Observation[]>,
  policy: RoutingPolicy,
  now: Date,
): ManifestEntry[] {
  const seenOf = (one: Candidate): Observation[] =>
    observations.get(`${one.effectTypeId}/${one.workflowId}/${one.providerId}`) ?? [];
  const ordered = [...candidates].sort((a, b) => (a.workflowId < b.workflowId ? -1 : 1));
  const evidence = ordered.map((one) => evidenceOf(seenOf(one), (seen) => shareLeft(seen, policy, now)));
  const pool = poolOf(evidence.reduce(addEvidence, NO_EVIDENCE));
  const arms = ordered.map((candidate, index): Arm => {
    const expectation = expectationOf(evidence[index]!, pool, policy.priorStrength);
    const degraded = candidate.providerStatus === 'DEGRADED' ? policy.degradedFactor : 1;
    return {
      candidate,
      evidence: evidence[index]!,
      expectation,
      bar: barOf(candidate, isGated(seenOf(candidate), policy, now)),
      utility: degraded * utilityOf(expectation, pool, policy),
    };
  });
  const eligible = arms.filter((arm) => arm.bar === null).sort((a, b) => b.utility - a.utility);
  const barred = arms.filter((arm) => arm.bar !== null);
  const best = eligible.filter((arm) => arm.utility >= eligible[0]!.utility - 1e-9);
  return [...eligible, ...barred].map((arm, index) => {
    const greedy = best.includes(arm) ? (1 - policy.explorationShare) / best.length : 0;
    const weight = arm.bar === null ? greedy + policy.explorationShare / eligible.length : 0;
    return entryOf(arm, index + 1, weight);
  });
}

/** What an observation still counts. */
function shareLeft(seen: Observation, policy: RoutingPolicy, now: Date): number {
  return policy.discountPerCycle ** cyclesSince(seen, now);
}

const cyclesSince = (seen: Observation, now: Date): number =>
  Math.max(0, Math.round((cycleOf(now).getTime() - seen.cycleStart.getTime()) / CYCLE_MS));

/** Three failures are a pattern, one is not: a gate that trips on a single failure makes outages worse. */
function isGated(observations: readonly Observation[], { gate }: RoutingPolicy, now: Date): boolean {
  const recent = observations.filter((seen) => cyclesSince(seen, now) < gate.cycles);
  const failures = recent.reduce((sum, seen) => sum + seen.failures + seen.rejections, 0);
  const total = recent.reduce((sum, seen) => sum + seen.successes + seen.failures, 0);
  return (
    failures >= gate.minFailures &&
    wilsonLowerBound(Math.min(failures, total), total, gate.z) > gate.maxFailureShare
  );
}

const held = (value: number): number => Math.min(1, Math.max(0, value));

/** 0 to 1; without any evidence on the effect every workflow gets the same. */
function utilityOf(expected: Expectation, pool: Pool, policy: RoutingPolicy): number {
  const meanOf = (perUnit: number | null): number | null =>
    perUnit === null || pool.unitsPerLeg === null ? null : perUnit * pool.unitsPerLeg;
  const thrift = (value: number | null, mean: number | null, multiple: number): number =>
    value === null || mean === null || mean === 0 ? 0.5 : held(1 - value / (multiple * mean));
  return (
    (expected.successShare ?? 1) *
    (policy.qualityWeight * (expected.quality ?? 0.5) +
      policy.costWeight * thrift(expected.costNanoUsd, meanOf(pool.costPerUnit), policy.costCapMultiple) +
      policy.speedWeight *
        thrift(expected.durationMs, meanOf(pool.busyMsPerUnit), policy.durationCapMultiple))
  );
}

function entryOf(arm: Arm, rank: number, weight: number): ManifestEntry {
  const { candidate, evidence, expectation, bar, utility } = arm;
  const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
  const hasDelivered = evidence.deliveredUnits > 0;
  return {
    effectTypeId: candidate.effectTypeId,
    workflowId: candidate.workflowId,
    providerId: candidate.providerId,
    rank,
    weight: rounded(weight),
    expectedCostNanoUsd:
      hasDelivered && candidate.isPriced && expectation.costNanoUsd !== null
        ? BigInt(Math.round(expectation.costNanoUsd)).toString()
        : null,
    expectedQuality:
      evidence.judged > 0 && expectation.quality !== null ? rounded(expectation.quality) : null,
    expectedDurationMs:
      hasDelivered && expectation.durationMs !== null ? Math.round(expectation.durationMs) : null,
    sampleCount: evidence.sampleCount,
    isBarred: bar !== null,
    reason: bar ?? `utility ${utility.toFixed(4)}${evidence.sampleCount === 0 ? ', not yet measured' : ''}`,
  };
}
