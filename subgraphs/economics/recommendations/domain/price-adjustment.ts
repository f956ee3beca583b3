import { observedSums, type Sums } from '../../statistics/cluster-bootstrap.ts';
import { type AdvicePolicy, DAYS_PER_MONTH } from './advice-policy.ts';
import { learnElasticity } from './elasticity.ts';
import { type Evidence, type RevenueRow, rowsBy, sumOf } from './evidence.ts';
import { count, dollars, percent } from './figures.ts';
import type { Hypothesis } from './hypothesis.ts';

const [RUNS, REVENUE, COST] = [0, 1, 2];

/**
 * Are prices right: the general one, and each effect's? Below the target margin the question is whether to raise the price
 * towards it; where people are known to answer so strongly that a lower price earns more, whether to lower it, never below
 * the target margin. One step at most at once. Demand is taken to answer by `(new ÷ old)^−e`, with e drawn anew in every
 * draw from what past changes taught, or from the policy's bounds, so that the interval carries the doubt.
 * @returns one hypothesis per price at most
 */
export function priceAdjustments(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  const { price, revenue } = evidence;
  if (!price) return [];
  const own = new Map(price.effects.map((effect) => [effect.effectTypeId, effect.priceTokens]));
  const general = ask(
    evidence,
    policy,
    revenue.filter((row) => !own.has(row.effectTypeId)),
    { effectTypeId: null, fromTokens: price.runPriceTokens },
  );
  const effects = [...rowsBy(revenue, (row) => row.effectTypeId)].flatMap(([effectTypeId, rows]) =>
    ask(evidence, policy, rows, {
      effectTypeId,
      fromTokens: own.get(effectTypeId) ?? price.runPriceTokens,
    }),
  );
  return [...general, ...effects];
}

function ask(
  evidence: Evidence,
  policy: AdvicePolicy,
  revenue: readonly RevenueRow[],
  { effectTypeId, fromTokens }: { effectTypeId: string | null; fromTokens: number },
): Hypothesis[] {
  const runs = sumOf(revenue, (row) => row.chargedRuns);
  const people = new Set(revenue.map((row) => row.cluster)).size;
  if (fromTokens === 0 || runs < policy.minSamples || people < policy.minClusters) return [];
  // By effect, so that a draw has each effect's share of the work.
  const strata = [...rowsBy(revenue, (row) => row.effectTypeId)].map(([name, rows]) => ({
    name,
    clusters: [...rowsBy(rows, (row) => row.cluster).values()].map((mine) => [
      sumOf(mine, (row) => row.chargedRuns),
      sumOf(mine, (row) => row.revenueNanoUsd),
      sumOf(mine, (row) => row.costNanoUsd),
    ]),
  }));
  const total = totalOf(strata.map(observedSums));
  if (!(total[REVENUE]! > 0)) return [];
  const elasticity = learnElasticity(
    evidence.priceChanges.filter(
      (change) => change.effectTypeId === null || change.effectTypeId === effectTypeId,
    ),
    policy,
  );
  const margin = 1 - total[COST]! / total[REVENUE]!;
  // What a token brings, refunds off.
  const keptRate = total[REVENUE]! / (total[RUNS]! * fromTokens);
  const costTokens = total[COST]! / total[RUNS]! / keptRate;
  const toTokens =
    margin < policy.price.targetMargin
      ? raised(fromTokens, costTokens, policy)
      : lowered(fromTokens, costTokens, elasticity.mean, policy);
  if (toTokens === null) return [];
  const step = toTokens / fromTokens;
  return [
    {
      proposal: { kind: 'PRICE_ADJUSTMENT', effectTypeId, fromTokens, toTokens },
      subject: `PRICE_ADJUSTMENT:${effectTypeId ?? 'run'}`,
      source: 'USER_RUNS',
      sampleCount: runs,
      strata,
      touchesQuality: false,
      effectOf: (sums, random) => {
        const drawn = totalOf(sums);
        const demand = step ** -(random ? elasticity.draw(random) : elasticity.mean);
        const before = drawn[REVENUE]! - drawn[COST]!;
        const after = demand * (step * drawn[REVENUE]! - drawn[COST]!);
        return { profitChange: ((after - before) * DAYS_PER_MONTH) / evidence.days, qualityChange: 0 };
      },
      facts: {
        ...(effectTypeId ? { effect: effectTypeId } : {}),
        fromTokens: count(fromTokens),
        toTokens: count(toTokens),
        margin: percent(margin),
        target: percent(policy.price.targetMargin),
        costPerRun: dollars(total[COST]! / total[RUNS]!),
        elasticity: { value: elasticity.mean, text: elasticity.mean.toFixed(1) },
        priceChanges: count(elasticity.changes),
      },
    },
  ];
}

/** The price that reaches the target margin, one step above the present one at most; null: it is reached. */
function raised(fromTokens: number, costTokens: number, { price }: AdvicePolicy): number | null {
  const toTokens = Math.min(
    Math.ceil(costTokens / (1 - price.targetMargin)),
    Math.floor(fromTokens * (1 + price.maxStep)),
  );
  return toTokens > fromTokens ? toTokens : null;
}

/**
 * The price at which profit would be greatest, `cost · e ÷ (e − 1)`, one step below the present one and the target margin
 * at most; null: a lower price earns nothing more.
 */
function lowered(
  fromTokens: number,
  costTokens: number,
  elasticity: number,
  { price }: AdvicePolicy,
): number | null {
  if (elasticity <= 1) return null;
  const toTokens = Math.max(
    Math.ceil((costTokens * elasticity) / (elasticity - 1)),
    Math.ceil(costTokens / (1 - price.targetMargin)),
    Math.ceil(fromTokens * (1 - price.maxStep)),
    1,
  );
  return toTokens < fromTokens ? toTokens : null;
}

const totalOf = (sums: readonly Sums[]): number[] =>
  [RUNS, REVENUE, COST].map((at) => sums.reduce((sum, stratum) => sum + (stratum[at] ?? 0), 0));
