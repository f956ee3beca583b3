import { effectiveSampleSize } from './effective-sample-size.ts';

/** One decision as it was logged: every arm that could have been drawn, and what became of those that were. */
export interface LoggedChoice {
  arms: readonly {
    name: string;
    /** Chance that the log's policy drew it, 0 to 1; several arms may be drawn by one decision. */
    propensity: number;
    /** Chance of the policy that is judged; over all arms they add up to 1. */
    target: number;
    /** Null when it was not drawn, or when what became of it is not known. */
    reward: number | null;
  }[];
}

/** What a policy would have been worth. */
export interface PolicyValue {
  mean: number;
  /** Two-sided at 95 %. */
  lower: number;
  upper: number;
  /** Kish's size of the weights that rewards were seen with. */
  effectiveSamples: number;
  /** Share of the judged policy's traffic that went to arms which the log could have drawn. */
  support: number;
  /** Per decision, in their order: for comparing two policies on the same log. */
  scores: readonly number[];
}

const FOLDS = 5;
const Z_95 = 1.959964;
/** Pretended observations of the mean of all arms in each arm's model. */
const PRIOR = 5;

/**
 * Doubly robust value of a policy on another one's log (Dudík, Langford and Li, "Doubly robust policy evaluation and
 * learning", 2011), per decision `Σ_a π(a)·(m̂(a) + 1{a seen}/p(a)·(r − m̂(a)))`, where a decision may have drawn several
 * arms. The model m̂, each arm's shrunk mean, is fitted on the other folds (cross-fitting, Chernozhukov et al. 2018),
 * so that the interval by the scores' variance holds. Right when the propensities are, whatever the model.
 */
export function doublyRobustValue(log: readonly LoggedChoice[]): PolicyValue {
  const models = Array.from({ length: FOLDS }, (_, fold) => modelWithout(log, fold));
  const weights: number[] = [];
  let supported = 0;
  const scores = log.map(({ arms }, index) => {
    const model = models[index % FOLDS]!;
    let score = 0;
    for (const { name, propensity, target, reward } of arms) {
      if (target === 0) continue;
      const expected = model(name);
      score += target * expected;
      if (propensity > 0) supported += target;
      if (reward === null || propensity <= 0) continue;
      const weight = target / propensity;
      weights.push(weight);
      score += weight * (reward - expected);
    }
    return score;
  });
  const mean = scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  const error = standardErrorOf(scores, mean);
  return {
    mean,
    lower: mean - Z_95 * error,
    upper: mean + Z_95 * error,
    effectiveSamples: effectiveSampleSize(weights),
    support: log.length === 0 ? 0 : supported / log.length,
    scores,
  };
}

/** The difference of two policies on the same log, with its interval at 95 %. */
export function differenceOf(one: PolicyValue, other: PolicyValue) {
  const differences = one.scores.map((score, index) => score - other.scores[index]!);
  const mean = differences.reduce((sum, value) => sum + value, 0) / Math.max(1, differences.length);
  const error = standardErrorOf(differences, mean);
  return { mean, lower: mean - Z_95 * error, upper: mean + Z_95 * error };
}

function standardErrorOf(values: readonly number[], mean: number): number {
  if (values.length < 2) return Number.POSITIVE_INFINITY;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

/** Each arm's mean over the decisions outside one fold, shrunk to the mean of all. */
function modelWithout(log: readonly LoggedChoice[], fold: number): (name: string) => number {
  const sums = new Map<string, { sum: number; count: number }>();
  let [total, totalCount] = [0, 0];
  log.forEach(({ arms }, index) => {
    if (index % FOLDS === fold) return;
    for (const { name, reward } of arms) {
      if (reward === null) continue;
      const own = sums.get(name) ?? { sum: 0, count: 0 };
      sums.set(name, { sum: own.sum + reward, count: own.count + 1 });
      total += reward;
      totalCount += 1;
    }
  });
  const pooled = totalCount === 0 ? 0 : total / totalCount;
  return (name) => {
    const own = sums.get(name) ?? { sum: 0, count: 0 };
    return (own.sum + PRIOR * pooled) / (own.count + PRIOR);
  };
}
