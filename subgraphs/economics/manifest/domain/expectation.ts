import type { Evidence } from './evidence.ts';
import { LEARNING } from './policy.ts';

/** A mean and how sure it is. */
export interface Estimate {
  mean: number;
  /** Root mean square error, being unlike the pool included: what bounds are made of. */
  error: number;
  /** Standard error of the observations, pretended ones included: what Thompson sampling draws by. */
  deviation: number;
}

/**
 * What is to be expected of one leg of typical size; null where nothing is known of the effect at all.
 * `good` and `bad` are the parameters of a beta distribution of the share that is delivered and not rejected.
 */
export interface Expectation {
  success: { good: number; bad: number } | null;
  quality: Estimate | null;
  costNanoUsd: Estimate | null;
  durationMs: Estimate | null;
}

/** An effect over all its workflows: what a workflow is assumed to be like until it shows otherwise. */
export interface Pool {
  successShare: number | null;
  quality: number | null;
  costPerUnit: number | null;
  busyMsPerUnit: number | null;
  /** Work units of a typical leg; expectations are for one of this size. */
  unitsPerLeg: number | null;
  qualitySpread: Spread;
  costSpread: Spread;
  busySpread: Spread;
}

/** Variances of one kind of measurement. */
export interface Spread {
  /** Of one observation around its workflow's own mean. */
  within: number;
  /** Of workflows' means (of ratios: per unit) around the pool's. */
  between: number;
}

const quotient = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** Sums of y and x over one workflow's observations; a mean is the ratio with x = 1. */
interface RatioSums {
  count: number;
  y: number;
  x: number;
  yy: number;
  xy: number;
  xx: number;
}

const qualitySums = (own: Evidence): RatioSums => ({
  count: own.judged,
  y: own.quality,
  x: own.judged,
  yy: own.qualitySquared,
  xy: own.quality,
  xx: own.judged,
});
const costSums = (own: Evidence): RatioSums => ({
  count: own.attempts,
  y: own.costNanoUsd,
  x: own.units,
  yy: own.costNanoUsdSquared,
  xy: own.costNanoUsdUnits,
  xx: own.unitsSquared,
});
const busySums = (own: Evidence): RatioSums => ({
  count: own.good,
  y: own.busyMs,
  x: own.units,
  yy: own.busyMsSquared,
  xy: own.busyMsUnits,
  xx: own.unitsSquared,
});

/** Means differ by at least this share of the pool's, until several workflows show by how much they do. */
const LEAST_DIFFERENCE = 0.1;

function spreadOver(sums: readonly RatioSums[], pooled: number | null): Spread {
  if (pooled === null) return { within: 0, between: 0 };
  const seen = sums.filter(({ x }) => x > 0);
  let [residuals, count, deviations] = [0, 0, 0];
  for (const own of seen) {
    const ratio = own.y / own.x;
    // Σ (y − r·x)²: what the workflow's own ratio does not explain.
    residuals += Math.max(0, own.yy - 2 * ratio * own.xy + ratio * ratio * own.xx);
    count += own.count;
    deviations += (ratio - pooled) ** 2;
  }
  return {
    within: count > 0 ? residuals / count : 0,
    between: Math.max(deviations / Math.max(1, seen.length), (LEAST_DIFFERENCE * pooled) ** 2),
  };
}

/** @param arms evidence of every workflow of the effect @param total their sum */
export function poolOf(arms: readonly Evidence[], total: Evidence): Pool {
  const quality = quotient(total.quality, total.judged);
  const costPerUnit = quotient(total.costNanoUsd, total.units);
  const busyMsPerUnit = quotient(total.busyMs, total.units);
  return {
    successShare: quotient(total.good, total.attempts),
    quality,
    costPerUnit,
    busyMsPerUnit,
    unitsPerLeg: quotient(total.units, total.good),
    qualitySpread: spreadOver(arms.map(qualitySums), quality),
    costSpread: spreadOver(arms.map(costSums), costPerUnit),
    busySpread: spreadOver(arms.map(busySums), busyMsPerUnit),
  };
}

/**
 * A ratio shrunk to the pool's by `prior` pretended units. Its root mean square error has two parts: chance in what was seen, and
 * being unlike the pool in what was not. `(Σ(y − r·x)² + prior²·τ²) ÷ (x + prior)²`, of which the first sum is the
 * effect's variance within workflows times the count; the ratio estimator is Cochran's (Sampling Techniques, §6.4).
 */
function shrunk(
  { count, y, x }: Pick<RatioSums, 'count' | 'x' | 'y'>,
  prior: { ratio: number; units: number; spread: Spread },
): Estimate {
  const whole = x + prior.units;
  const { within, between } = prior.spread;
  return {
    mean: (y + prior.units * prior.ratio) / whole,
    error: Math.sqrt(within * count + prior.units ** 2 * between) / whole,
    deviation: Math.sqrt(within * (count + LEARNING.priorStrength)) / whole,
  };
}

/**
 * A workflow's own means, shrunk to the pool's by n0 pretended attempts: with n attempts the own mean counts
 * n ÷ (n + n0). Cost and duration are ratios per delivered work unit, so that short excerpts and long renders compare,
 * and what failed attempts cost is carried by those that delivered.
 */
export function expectationOf(own: Evidence, pool: Pool): Expectation {
  const n0 = LEARNING.priorStrength;
  const { successShare, unitsPerLeg } = pool;
  const perLeg = (sums: RatioSums, ratio: number | null, spread: Spread): Estimate | null => {
    if (ratio === null || unitsPerLeg === null) return null;
    const perUnit = shrunk(sums, { ratio, units: n0 * unitsPerLeg, spread });
    return {
      mean: perUnit.mean * unitsPerLeg,
      error: perUnit.error * unitsPerLeg,
      deviation: perUnit.deviation * unitsPerLeg,
    };
  };
  return {
    success:
      successShare === null
        ? null
        : {
            good: own.good + n0 * successShare,
            bad: Math.max(0, own.attempts - own.good) + n0 * (1 - successShare),
          },
    quality:
      pool.quality === null
        ? null
        : shrunk(qualitySums(own), { ratio: pool.quality, units: n0, spread: pool.qualitySpread }),
    costNanoUsd: perLeg(costSums(own), pool.costPerUnit, pool.costSpread),
    durationMs: perLeg(busySums(own), pool.busyMsPerUnit, pool.busySpread),
  };
}

/** The expected share of legs that are delivered and not rejected; 1 where nothing is known. */
export const successOf = ({ success }: Expectation): number =>
  success ? success.good / (success.good + success.bad) : 1;
