import { clusterBootstrap, observedSums } from '../../statistics/cluster-bootstrap.ts';
import { normalTail } from '../../statistics/normal-tail.ts';
import { type TestedBatch, testBatch } from '../../statistics/online-false-discovery.ts';
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
      JSON.stringify([
        row.source,
        row.effectTypeId,
        row.workflowId,
        row.fleet,
        row.instanceType,
        row.cluster,
        row.isRecent,
      ]),
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

/** What a round found, and what later rounds have to know of it. */
export interface AdviceRound {
  findings: Finding[];
  /** Null: nothing was asked. */
  batch: (TestedBatch & { subjects: string[] }) | null;
  /** How sure every question looks now, those that were not asked again, too. */
  confidences: { subject: string; confidence: number }[];
}

/**
 * Everything that the evidence speaks for. Each question is judged by a bootstrap that is stratified by effect and
 * draws people whole: confidence = P(Δprofit > 0 and Δquality ≥ −δ). Questions that were asked lately are not asked again; of
 * the others those are believed which Benjamini and Hochberg's procedure lets through at the level that earlier rounds left
 * (`testBatch`), and of several answers for the same workflow the one that earns most. Pure: the same evidence, policy,
 * rounds and seed give the same findings.
 * @param input.seed such as tenant and day @param input.earlier rounds of the tenant in their order
 */
export function findRecommendations(input: {
  evidence: Evidence;
  policy: AdvicePolicy;
  seed: string;
  earlier: readonly TestedBatch[];
  askedLately: readonly string[];
}): AdviceRound {
  const { policy, seed, earlier } = input;
  const evidence = inFixedOrder(input.evidence);
  const lately = new Set(input.askedLately);
  const judged = [
    ...providerSwitches(evidence, policy),
    ...workflowTunings(evidence, policy),
    ...priceAdjustments(evidence, policy),
    ...fleetOptimizations(evidence, policy),
  ].map((hypothesis) => judge(hypothesis, policy, seed));
  const confidences = judged.map(({ hypothesis, confidence }) => ({
    subject: hypothesis.subject,
    confidence,
  }));
  const asked = judged.filter(({ hypothesis }) => !lately.has(hypothesis.subject));
  if (asked.length === 0) return { findings: [], batch: null, confidences };
  const { believed, batch } = testBatch(
    earlier,
    asked.map(({ pValue }) => pValue),
    policy.falseDiscoveryRate,
  );
  const found = asked
    // A draw without any delivered unit has no cost per unit; with such a draw in the interval nothing is said.
    .filter(
      ({ observed, draws }, index) =>
        believed[index] && observed.profitChange > 0 && draws.every(Number.isFinite),
    )
    .sort((a, b) => b.observed.profitChange - a.observed.profitChange)
    .map((one) => toFinding(one, policy));
  const findings: Finding[] = [];
  for (const finding of found) {
    if (!findings.some((taken) => contradict(taken.proposal, finding.proposal))) findings.push(finding);
  }
  const subjects = asked.map(({ hypothesis }) => hypothesis.subject);
  return { findings, batch: { ...batch, subjects }, confidences };
}

/** Draws that speak against a change below which their share is told by a normal tail: it resolves what draws cannot. */
const FEW_DRAWS = 10;

function judge(hypothesis: Hypothesis, policy: AdvicePolicy, seed: string): Judged {
  const random = seededRandom(`${seed}:${hypothesis.subject}`);
  const effects = clusterBootstrap(hypothesis.strata, policy.bootstrapDraws, random, hypothesis.effectOf);
  const good = effects.filter(
    (effect) => effect.profitChange > 0 && effect.qualityChange >= -policy.qualityMargin,
  ).length;
  const against = effects.length - good;
  // One more on both sides, so that no finite bootstrap claims certainty (Davison and Hinkley, 1997, §4.2).
  const counted = (against + 1) / (effects.length + 1);
  const tails = [
    tailOf(effects.map(({ profitChange }) => profitChange)),
    hypothesis.touchesQuality
      ? tailOf(effects.map(({ qualityChange }) => qualityChange + policy.qualityMargin))
      : 0,
  ];
  return {
    hypothesis,
    observed: hypothesis.effectOf(hypothesis.strata.map(observedSums), null),
    draws: effects.map((effect) => effect.profitChange).sort((a, b) => a - b),
    confidence: good / effects.length,
    // Both must hold: the weaker of the two counts (Berger, Technometrics 24, 1982).
    pValue: against < FEW_DRAWS ? Math.min(counted, Math.max(...tails)) : counted,
  };
}

/** Chance that what was drawn is not above 0, as if it were normal. */
function tailOf(draws: readonly number[]): number {
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / (draws.length - 1);
  if (!Number.isFinite(mean)) return 1;
  return variance > 0 ? normalTail(mean / Math.sqrt(variance)) : mean > 0 ? 0 : 1;
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

/** Whether two proposals would change the same: following both would do neither. */
function contradict(one: Finding['proposal'], other: Finding['proposal']): boolean {
  if (one.kind === 'PRICE_ADJUSTMENT' && other.kind === 'PRICE_ADJUSTMENT') {
    // Another general price changes what effects without their own cost.
    return one.effectTypeId === other.effectTypeId || !one.effectTypeId || !other.effectTypeId;
  }
  return placeOf(one) === placeOf(other);
}

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
