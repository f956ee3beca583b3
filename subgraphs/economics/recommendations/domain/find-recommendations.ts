import { clusterBootstrap, observedSums } from '../../statistics/cluster-bootstrap.ts';
import { benjaminiHochberg } from '../../statistics/false-discovery.ts';
import { quantile } from '../../statistics/quantile.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import type { AdvicePolicy } from './advice-policy.ts';
import type { Evidence } from './evidence.ts';
import { count, dollars, percent, points } from './figures.ts';
import { fleetOptimizations } from './fleet-optimization.ts';
import type { Effect, Hypothesis } from './hypothesis.ts';
import { priceAdjustments } from './price-adjustment.ts';
import { providerSwitches } from './provider-switch.ts';
import type { Finding } from './recommendation.ts';
import { workflowTunings } from './workflow-tuning.ts';

/** Floating sums depend on their order; one fixed order makes findings reproducible. */
function inFixedOrder(evidence: Evidence): Evidence {
  const sorted = <Row>(rows: readonly Row[], key: (row: Row) => string): Row[] =>
    rows
      .map((row) => ({ row, name: key(row) }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map(({ row }) => row);
  return {
    ...evidence,
    arms: sorted(evidence.arms, (row) =>
      JSON.stringify([row.source, row.effectTypeId, row.workflowId, row.cluster, row.isRecent]),
    ),
    revenue: sorted(evidence.revenue, (row) =>
      JSON.stringify([row.effectTypeId, row.providerId, row.cluster]),
    ),
    fleetDays: sorted(evidence.fleetDays, (row) => JSON.stringify([row.fleet, row.day])),
  };
}

interface Judged {
  hypothesis: Hypothesis;
  observed: Effect;
  /** Profit changes of all draws, ascending. */
  draws: readonly number[];
  confidence: number;
  pValue: number;
}

/**
 * Everything that the evidence speaks for. Each question is judged by a bootstrap that is stratified by effect and
 * draws people whole: confidence = P(Δprofit > 0 and Δquality ≥ −δ). Of all questions asked at once those are believed
 * which Benjamini and Hochberg's procedure lets through, and of several answers for the same workflow the one that
 * earns most. Pure: the same evidence, policy and seed give the same findings.
 * @param input.seed such as tenant and day
 */
export function findRecommendations(input: {
  evidence: Evidence;
  policy: AdvicePolicy;
  seed: string;
}): Finding[] {
  const { policy, seed } = input;
  const evidence = inFixedOrder(input.evidence);
  const judged = [
    ...providerSwitches(evidence, policy),
    ...workflowTunings(evidence, policy),
    ...priceAdjustments(evidence, policy),
    ...fleetOptimizations(evidence, policy),
  ].map((hypothesis) => judge(hypothesis, policy, seed));
  const believed = benjaminiHochberg(
    judged.map(({ pValue }) => pValue),
    policy.falseDiscoveryRate,
  );
  const findings = judged
    // A draw without any delivered unit has no cost per unit; with such a draw in the interval nothing is said.
    .filter(
      ({ observed, draws }, index) =>
        believed[index] && observed.profitChange > 0 && draws.every(Number.isFinite),
    )
    .sort((a, b) => b.observed.profitChange - a.observed.profitChange)
    .map((one) => toFinding(one, policy));
  const taken = new Set<string>();
  return findings.filter(({ proposal }) => {
    const place = placeOf(proposal);
    if (taken.has(place)) return false;
    taken.add(place);
    return true;
  });
}

function judge(hypothesis: Hypothesis, policy: AdvicePolicy, seed: string): Judged {
  const random = seededRandom(`${seed}:${hypothesis.subject}`);
  const effects = clusterBootstrap(hypothesis.strata, policy.bootstrapDraws, random, hypothesis.effectOf);
  const good = effects.filter(
    (effect) => effect.profitChange > 0 && effect.qualityChange >= -policy.qualityMargin,
  ).length;
  return {
    hypothesis,
    observed: hypothesis.effectOf(hypothesis.strata.map(observedSums), null),
    draws: effects.map((effect) => effect.profitChange).sort((a, b) => a - b),
    confidence: good / effects.length,
    // One more on both sides, so that no finite bootstrap claims certainty (Davison and Hinkley, 1997, §4.2).
    pValue: (effects.length - good + 1) / (effects.length + 1),
  };
}

function toFinding({ hypothesis, observed, draws, confidence }: Judged, policy: AdvicePolicy): Finding {
  const { proposal, subject, source, sampleCount, touchesQuality } = hypothesis;
  const tail = (1 - policy.intervalLevel) / 2;
  const [lower, upper] = [quantile(draws, tail), quantile(draws, 1 - tail)];
  return {
    proposal,
    subject,
    source,
    sampleCount: Math.round(sampleCount),
    confidence,
    monthlyImpact: {
      expectedNanoUsd: BigInt(Math.round(observed.profitChange)),
      lowerNanoUsd: BigInt(Math.round(lower)),
      upperNanoUsd: BigInt(Math.round(upper)),
      level: policy.intervalLevel,
    },
    qualityChange: touchesQuality ? observed.qualityChange : null,
    isAutoApplicable: proposal.kind === 'PROVIDER_SWITCH' && confidence >= policy.autoApplyConfidence,
    facts: {
      ...hypothesis.facts,
      impact: dollars(observed.profitChange),
      impactLower: dollars(lower),
      impactUpper: dollars(upper),
      level: { value: policy.intervalLevel, text: `${Math.round(policy.intervalLevel * 100)} %` },
      confidence: percent(confidence),
      samples: count(sampleCount),
      ...(touchesQuality ? { qualityChange: points(observed.qualityChange) } : {}),
    },
  };
}

/** What a proposal would change: two of them for the same place would contradict each other. */
function placeOf(proposal: Finding['proposal']): string {
  switch (proposal.kind) {
    case 'PROVIDER_SWITCH':
      return `${proposal.effectTypeId}/${proposal.fromWorkflowId}`;
    case 'WORKFLOW_TUNING':
      // To look into what got dearer contradicts no other proposal.
      return `${proposal.effectTypeId}/${proposal.workflowId}${proposal.toWorkflowId ? '' : '/itself'}`;
    case 'PRICE_ADJUSTMENT':
      return 'price';
    case 'FLEET_OPTIMIZATION':
      return `fleet/${proposal.fleet}`;
  }
}
