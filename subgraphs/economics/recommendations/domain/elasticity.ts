import { normalDraw } from '../../statistics/draws.ts';
import type { Random } from '../../statistics/seeded-random.ts';
import type { AdvicePolicy } from './advice-policy.ts';

/** A price that changed, and how many runs were charged in the whole weeks around it, oldest first. */
export interface PriceChange {
  /** Null: the general price. */
  effectTypeId: string | null;
  fromTokens: number;
  toTokens: number;
  before: readonly number[];
  after: readonly number[];
}

/** What is believed of how demand answers to a price: it falls by `(new ÷ old)^−e`. */
export interface Elasticity {
  mean: number;
  /** Price changes that it was learned from; 0: only the policy's bounds are known. */
  changes: number;
  /** Another value that is as well possible as its chance says. */
  draw: (random: Random) => number;
}

/** Nobody is believed to answer more strongly than this. */
const MOST = 4;
/** Whole weeks, and charged runs, that each side needs. */
const [MIN_WEEKS, MIN_RUNS] = [3, 100];

/**
 * What past changes of prices say of demand, beside what the policy takes for possible. Each change is an interrupted time
 * series: a straight line through the logarithms of the weeks, with a step where the price changed (Bernal, Cummins and
 * Gasparrini, International Journal of Epidemiology 46, 2017), so that growth is not mistaken for an answer. Its error is no
 * less than counting alone makes. Estimates and the policy's bounds (as mean and variance) are weighed by their precision.
 */
export function learnElasticity(changes: readonly PriceChange[], { price }: AdvicePolicy): Elasticity {
  const [least, most] = price.elasticity;
  const estimates = changes.flatMap((change) => {
    const step = stepOf(change);
    return step ? [step] : [];
  });
  if (estimates.length === 0) {
    return { mean: (least + most) / 2, changes: 0, draw: (random) => least + random() * (most - least) };
  }
  let precision = 12 / (most - least) ** 2;
  let weighted = precision * ((least + most) / 2);
  for (const { value, error } of estimates) {
    precision += 1 / error ** 2;
    weighted += value / error ** 2;
  }
  const [mean, deviation] = [weighted / precision, Math.sqrt(1 / precision)];
  const within = (value: number): number => Math.min(MOST, Math.max(0, value));
  return {
    mean: within(mean),
    changes: estimates.length,
    draw: (random) => within(mean + deviation * normalDraw(random)),
  };
}

/** The elasticity that one change speaks for, with its standard error; null while it says too little. */
function stepOf({
  fromTokens,
  toTokens,
  before,
  after,
}: PriceChange): { value: number; error: number } | null {
  const sides = [before, after];
  const isEnough = sides.every(
    (weeks) => weeks.length >= MIN_WEEKS && weeks.every((runs) => runs > 0) && sum(weeks) >= MIN_RUNS,
  );
  const ratio = Math.log(toTokens / fromTokens);
  if (!isEnough || !Number.isFinite(ratio) || ratio === 0) return null;
  const weeks = [...before, ...after];
  const y = weeks.map(Math.log);
  const rows = weeks.map((_, week) => [1, week - weeks.length / 2, week < before.length ? 0 : 1]);
  const solved = leastSquares(rows, y);
  if (!solved) return null;
  const freedom = weeks.length - 3;
  if (freedom < 3) return null;
  const counting = sum(weeks.map((runs) => 1 / runs)) / weeks.length;
  const variance = Math.max(solved.residual / freedom, counting);
  // Student's t has heavier tails than the normal that stands for it: its variance is ν ÷ (ν − 2).
  const error = Math.sqrt(variance * solved.stepFactor * (freedom / (freedom - 2))) / Math.abs(ratio);
  return { value: -solved.step / ratio, error };
}

/** Ordinary least squares with three columns. @returns the last coefficient, its variance per unit of noise, Σ residual² */
function leastSquares(rows: readonly number[][], y: readonly number[]) {
  const at = (i: number, j: number): number => sum(rows.map((row) => row[i]! * row[j]!));
  const m = [0, 1, 2].map((i) => [0, 1, 2].map((j) => at(i, j)));
  const v = [0, 1, 2].map((i) => sum(rows.map((row, index) => row[i]! * y[index]!)));
  const det = determinant(m);
  if (Math.abs(det) < 1e-9) return null;
  const beta = [0, 1, 2].map(
    (column) => determinant(m.map((row, i) => row.map((value, j) => (j === column ? v[i]! : value)))) / det,
  );
  const residual = sum(rows.map((row, index) => (y[index]! - sum(row.map((x, i) => x * beta[i]!))) ** 2));
  const minor = m[0]![0]! * m[1]![1]! - m[0]![1]! * m[1]![0]!;
  return { step: beta[2]!, stepFactor: minor / det, residual };
}

const determinant = (m: readonly (readonly number[])[]): number =>
  m[0]![0]! * (m[1]![1]! * m[2]![2]! - m[1]![2]! * m[2]![1]!) -
  m[0]![1]! * (m[1]![0]! * m[2]![2]! - m[1]![2]! * m[2]![0]!) +
  m[0]![2]! * (m[1]![0]! * m[2]![1]! - m[1]![1]! * m[2]![0]!);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
