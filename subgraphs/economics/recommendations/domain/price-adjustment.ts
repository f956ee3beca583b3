import { observedSums, type Sums } from '../../statistics/cluster-bootstrap.ts';
import { type AdvicePolicy, DAYS_PER_MONTH } from './advice-policy.ts';
import { type Evidence, rowsBy, sumOf } from './evidence.ts';
import { count, dollars, percent } from './figures.ts';
import type { Hypothesis } from './hypothesis.ts';

const [RUNS, REVENUE, COST] = [0, 1, 2];

/**
 * Is the price of a run too low for what runs cost? The price that reaches the target margin on loaded cost, at
 * most one step above the present one. How many people would stay away is not known: demand is taken to fall by
 * `(new ÷ old)^−e` with e drawn anew in every draw from the policy's bounds, so that the interval carries the doubt.
 * Above the target margin nothing is proposed. @returns one hypothesis at most
 */
export function priceAdjustments(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  const { price, revenue } = evidence;
  const runs = sumOf(revenue, (row) => row.chargedRuns);
  const people = new Set(revenue.map((row) => row.cluster)).size;
  if (!price || runs < policy.minSamples || people < policy.minClusters) return [];
  // By effect, so that a draw has each effect's share of the work.
  const strata = [...rowsBy(revenue, (row) => row.effectTypeId)].map(([name, rows]) => ({
    name,
    clusters: [...rowsBy(rows, (row) => row.cluster).values()].map((own) => [
      sumOf(own, (row) => row.chargedRuns),
      sumOf(own, (row) => row.revenueNanoUsd),
      sumOf(own, (row) => row.costNanoUsd),
    ]),
  }));
  const total = totalOf(strata.map(observedSums));
  const margin = 1 - total[COST]! / total[REVENUE]!;
  if (!(total[REVENUE]! > 0) || margin >= policy.price.targetMargin) return [];
  const toTokens = raisedPrice(price, total[COST]! / total[RUNS]!, policy);
  if (toTokens <= price.runPriceTokens) return [];
  const step = toTokens / price.runPriceTokens;
  const [least, most] = policy.price.elasticity;
  return [
    {
      proposal: { kind: 'PRICE_ADJUSTMENT', fromTokens: price.runPriceTokens, toTokens },
      subject: 'PRICE_ADJUSTMENT:run',
      source: 'USER_RUNS',
      sampleCount: runs,
      strata,
      touchesQuality: false,
      effectOf: (sums, random) => {
        const drawn = totalOf(sums);
        const elasticity = random ? least + random() * (most - least) : (least + most) / 2;
        const demand = step ** -elasticity;
        const before = drawn[REVENUE]! - drawn[COST]!;
        const after = demand * (step * drawn[REVENUE]! - drawn[COST]!);
        return { profitChange: ((after - before) * DAYS_PER_MONTH) / evidence.days, qualityChange: 0 };
      },
      facts: {
        fromTokens: count(price.runPriceTokens),
        toTokens: count(toTokens),
        margin: percent(margin),
        target: percent(policy.price.targetMargin),
        costPerRun: dollars(total[COST]! / total[RUNS]!),
      },
    },
  ];
}

function raisedPrice(
  { runPriceTokens, tokenRateNanoUsd }: NonNullable<Evidence['price']>,
  costPerRun: number,
  { price }: AdvicePolicy,
): number {
  const wanted = Math.ceil(costPerRun / (1 - price.targetMargin) / tokenRateNanoUsd);
  const allowed = Math.floor(runPriceTokens * (1 + price.maxStep));
  return Math.min(wanted, allowed);
}

const totalOf = (sums: readonly Sums[]): number[] =>
  [RUNS, REVENUE, COST].map((at) => sums.reduce((sum, stratum) => sum + (stratum[at] ?? 0), 0));
