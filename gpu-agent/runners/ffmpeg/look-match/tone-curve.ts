import { type CurvePoint, piecewiseLinear } from './piecewise-linear.ts';

const SAMPLES = 257;
const STEP = 1 / (SAMPLES - 1);
// Below this a shadow turns to mud; above, noise and banding of the footage are amplified.
const MIN_SLOPE = 0.35;
const MAX_SLOPE = 2.2;
// OKLab lightness is a cube root: near black a slope of s becomes up to s³ in encoded values.
const MAX_SLOPE_AT_BLACK = 1.4;
const SHADOWS_END = 0.4;
const SMOOTHING_SIGMA_SAMPLES = 6;
const ANCHOR_MARGIN = 0.02;
// Pure rank turns a large white wall grey because the example has few whites; position keeps it light.
const RANK_SHARE = 0.65;
const MOST_WHITE_LOSS = 0.08;

/**
 * Lightness of the footage to lightness of the example, both OKLab 0–1: matches the two sets of
 * quantiles (65 % by rank, 35 % by position between the extremes), holds the slope within 0.35–2.2 and smooths it, then rebuilds the curve outwards from
 * the medians. Strictly increasing, and never leaves 0–1.
 * @param footageQuantiles ascending, evenly spaced from minimum to maximum; an odd number of them
 * @param exampleQuantiles as many, of the example
 */
export function fitToneCurve(
  footageQuantiles: readonly number[],
  exampleQuantiles: readonly number[],
): (lightness: number) => number {
  const raw = piecewiseLinear(matchedQuantiles(footageQuantiles, exampleQuantiles));
  const slopes = Float64Array.from({ length: SAMPLES - 1 }, (_, i) =>
    Math.min(maxSlopeAt(i * STEP), Math.max(MIN_SLOPE, (raw((i + 1) * STEP) - raw(i * STEP)) / STEP)),
  );
  const median = footageQuantiles[(footageQuantiles.length - 1) >> 1]!;
  const curve = integrateFrom(median, raw(median), smooth(slopes));
  return piecewiseLinear(curve);
}

/** Quantile pairs, with black kept black and white kept white where the footage reaches neither. */
function matchedQuantiles(footage: readonly number[], example: readonly number[]): CurvePoint[] {
  if (footage.length !== example.length || footage.length < 3)
    throw new RangeError(`cannot match ${footage.length} quantiles with ${example.length}`);
  const [darkest, lightest] = [footage[0]!, footage.at(-1)!];
  const target = withWhitesNear(lightest, example);
  const byPosition = piecewiseLinear([
    { x: darkest, y: target[0]! },
    { x: lightest, y: target.at(-1)! },
  ]);
  const points = footage.map((x, i) => ({
    x,
    y: RANK_SHARE * target[i]! + (1 - RANK_SHARE) * byPosition(x),
  }));
  if (darkest > ANCHOR_MARGIN) points.unshift({ x: 0, y: 0 });
  if (lightest < 1 - ANCHOR_MARGIN) points.push({ x: 1, y: 1 });
  return points;
}

/**
 * The example's quantiles, stretched above their median where its whites are far duller than the
 * footage's: burnt-out windows turned into flat grey look like a fault, not like a grade.
 */
function withWhitesNear(lightest: number, example: readonly number[]): number[] {
  const median = example[(example.length - 1) >> 1]!;
  const top = example.at(-1)!;
  const wanted = lightest - MOST_WHITE_LOSS;
  if (top >= wanted || top <= median) return [...example];
  const stretch = (wanted - median) / (top - median);
  return example.map((y) => (y > median ? median + (y - median) * stretch : y));
}

function maxSlopeAt(lightness: number): number {
  return MAX_SLOPE_AT_BLACK + (MAX_SLOPE - MAX_SLOPE_AT_BLACK) * Math.min(1, lightness / SHADOWS_END);
}

function smooth(values: Float64Array): Float64Array {
  const reach = SMOOTHING_SIGMA_SAMPLES * 3;
  return values.map((_, i) => {
    let sum = 0;
    let weights = 0;
    for (let k = Math.max(0, i - reach); k <= Math.min(values.length - 1, i + reach); k++) {
      const weight = Math.exp(-((k - i) ** 2) / (2 * SMOOTHING_SIGMA_SAMPLES ** 2));
      sum += weight * values[k]!;
      weights += weight;
    }
    return sum / weights;
  });
}

/** The curve through (`x0`, `y0`) with the given slopes; each half is compressed to stay within 0–1. */
function integrateFrom(x0: number, y0: number, slopes: Float64Array): CurvePoint[] {
  const cumulative = [0];
  for (const slope of slopes) cumulative.push(cumulative.at(-1)! + slope * STEP);
  const at = piecewiseLinear(cumulative.map((y, i) => ({ x: i * STEP, y })));
  const drop = at(x0) - at(0);
  const rise = at(1) - at(x0);
  const below = drop > y0 ? y0 / drop : 1;
  const above = rise > 1 - y0 ? (1 - y0) / rise : 1;
  return cumulative.map((y, i) => {
    const offset = y - at(x0);
    return { x: i * STEP, y: y0 + offset * (offset < 0 ? below : above) };
  });
}
