import { observedSums } from '../../statistics/cluster-bootstrap.ts';
import { type AdvicePolicy, DAYS_PER_MONTH } from './advice-policy.ts';
import {
  enoughSamples,
  meanQuality,
  type Pair,
  pairedStratum,
  splitArms,
  unitCost,
  type Wins,
} from './compare-arms.ts';
import { type ArmRow, type Evidence, type RevenueRow, rowsBy, sumOf } from './evidence.ts';
import { dollars, percent } from './figures.ts';
import type { Effect, Hypothesis } from './hypothesis.ts';
import type { EvidenceSource } from './recommendation.ts';

/** Won runs that an arm needs before its refunds say anything. */
const MIN_WINS = 30;
const NO_WINS: Wins = new Map();

/**
 * For every effect: would the work of the workflow that does most of it now be better done by another provider?
 * The month's work stays the same, each unit of it costs what the other provider's delivered units cost, and each
 * won run is paid back as often as the other's are, where both won enough runs to know. People's own runs speak
 * first; where they are too few, benchmarks do.
 */
export function providerSwitches(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  return compareWithIncumbent(
    evidence,
    policy,
    (incumbent, other) => incumbent.providerId !== other.providerId,
  ).map((comparison) => {
    const { incumbent, other } = comparison;
    return {
      ...comparison.hypothesis,
      proposal: {
        kind: 'PROVIDER_SWITCH',
        effectTypeId: incumbent.effectTypeId,
        fromProviderId: incumbent.providerId,
        fromWorkflowId: incumbent.workflowId,
        toProviderId: other.providerId,
        toWorkflowId: other.workflowId,
      },
      subject: `PROVIDER_SWITCH:${incumbent.effectTypeId}:${incumbent.workflowId}>${other.workflowId}`,
    };
  });
}

/** A workflow compared with the one that does most of an effect's work. */
export interface Comparison {
  incumbent: ArmRow;
  other: ArmRow;
  hypothesis: Omit<Hypothesis, 'proposal' | 'subject'>;
}

/** Every workflow that may be compared with its effect's incumbent, by the best evidence that suffices. */
export function compareWithIncumbent(
  evidence: Evidence,
  policy: AdvicePolicy,
  mayReplace: (incumbent: ArmRow, other: ArmRow) => boolean,
): Comparison[] {
  const ofPeople = evidence.arms.filter((row) => row.source === 'USER_RUNS');
  return [...rowsBy(ofPeople, (row) => row.effectTypeId)].flatMap(([effectTypeId, rows]) => {
    const incumbentRows = [...rowsBy(rows, (row) => row.workflowId).values()].sort(
      (a, b) => volumeOf(b) - volumeOf(a),
    )[0]!;
    const incumbent = incumbentRows[0]!;
    const ofEffect = evidence.arms.filter((row) => row.effectTypeId === effectTypeId);
    const others = [...rowsBy(ofEffect, (row) => row.workflowId).values()].map((own) => own[0]!);
    return others
      .filter((other) => other.workflowId !== incumbent.workflowId && mayReplace(incumbent, other))
      .flatMap((other) => {
        const hypothesis = firstSufficient(evidence, policy, incumbentRows, incumbent, other);
        return hypothesis ? [{ incumbent, other, hypothesis }] : [];
      });
  });
}

const volumeOf = (rows: readonly ArmRow[]): number => sumOf(rows, (row) => row.volumeUnits);

function firstSufficient(
  evidence: Evidence,
  policy: AdvicePolicy,
  incumbentRows: readonly ArmRow[],
  incumbent: ArmRow,
  other: ArmRow,
): Comparison['hypothesis'] | null {
  for (const source of ['USER_RUNS', 'BENCHMARK'] as const) {
    const of = (arm: ArmRow): ArmRow[] =>
      evidence.arms.filter(
        (row) =>
          row.source === source && row.effectTypeId === arm.effectTypeId && row.workflowId === arm.workflowId,
      );
    const pair = { from: of(incumbent), to: of(other) };
    const sampleCount = enoughSamples(pair, source, policy);
    if (sampleCount !== null) return compare(evidence, pair, source, sampleCount, volumeOf(incumbentRows));
  }
  return null;
}

function compare(
  evidence: Evidence,
  pair: Pair,
  source: EvidenceSource,
  sampleCount: number,
  volumeUnits: number,
): Comparison['hypothesis'] {
  const [incumbent, other] = [pair.from[0]!, pair.to[0]!];
  const perMonth = DAYS_PER_MONTH / evidence.days;
  const priceNanoUsd = (evidence.price?.runPriceTokens ?? 0) * (evidence.price?.tokenRateNanoUsd ?? 0);
  const wonRuns = sumOf(winsOf(evidence, incumbent), (row) => row.chargedRuns);
  const refunds =
    source === 'USER_RUNS' &&
    incumbent.providerId !== other.providerId &&
    [incumbent, other].every((arm) => sumOf(winsOf(evidence, arm), (row) => row.chargedRuns) >= MIN_WINS);
  const wins = refunds
    ? { from: countWins(winsOf(evidence, incumbent)), to: countWins(winsOf(evidence, other)) }
    : { from: NO_WINS, to: NO_WINS };
  const stratum = pairedStratum(incumbent.effectTypeId, pair, wins);
  const effectOf = (sums: readonly number[]): Effect => {
    const { from, to } = splitArms(sums);
    const kept = refunds ? keptShare(to) - keptShare(from) : 0;
    return {
      profitChange:
        perMonth * (wonRuns * priceNanoUsd * kept - volumeUnits * (unitCost(to) - unitCost(from))),
      qualityChange: meanQuality(to) - meanQuality(from),
    };
  };
  const { from, to } = splitArms(observedSums(stratum));
  return {
    source,
    sampleCount,
    strata: [stratum],
    effectOf: ([sums]) => effectOf(sums!),
    touchesQuality: true,
    facts: {
      effect: incumbent.effectTypeId,
      from: incumbent.providerId,
      to: other.providerId,
      fromWorkflow: incumbent.workflowId,
      toWorkflow: other.workflowId,
      fromUnitCost: dollars(unitCost(from)),
      toUnitCost: dollars(unitCost(to)),
      costChange: percent(unitCost(to) / unitCost(from) - 1),
      fromQuality: percent(meanQuality(from)),
      toQuality: percent(meanQuality(to)),
    },
  };
}

const winsOf = (evidence: Evidence, arm: ArmRow): RevenueRow[] =>
  evidence.revenue.filter(
    (row) => row.effectTypeId === arm.effectTypeId && row.providerId === arm.providerId,
  );

function countWins(rows: readonly RevenueRow[]): Wins {
  return new Map(
    [...rowsBy(rows, (row) => row.cluster)].map(([cluster, own]) => [
      cluster,
      { charged: sumOf(own, (row) => row.chargedRuns), refunded: sumOf(own, (row) => row.refundedRuns) },
    ]),
  );
}

const keptShare = ({ charged, refunded }: { charged: number; refunded: number }): number =>
  charged > 0 ? 1 - refunded / charged : 1;
