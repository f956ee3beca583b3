import type { HoltWintersState, Seasonality } from './holt-winters.ts';

/**
 * Level, slope and seasonal figures from the first two seasons, as R's HoltWinters takes them: a centred moving
 * average of one season's length is the trend; the mean difference (or ratio) to it is the season, brought to mean 0
 * (or 1); a straight line through the trend gives level and slope.
 * @param series null where a value is missing; such places are bridged by straight lines
 * @throws RangeError with fewer than two seasons or fewer than two values in them
 */
export function startingState(
  series: readonly (number | null)[],
  periodLength: number,
  seasonality: Seasonality,
): HoltWintersState {
  if (periodLength < 2) throw new RangeError('a season needs at least two steps');
  if (series.length < 2 * periodLength) {
    throw new RangeError(`Holt-Winters needs two seasons (${2 * periodLength} values), not ${series.length}`);
  }
  const values = bridged(series.slice(0, 2 * periodLength));
  const trend = centredAverage(values, periodLength);
  const { intercept, slope } = straightLine(trend.filter((one) => one !== null));
  const figures = Array.from({ length: periodLength }, (_, step) => {
    const seen = [step, step + periodLength].flatMap((index) => {
      const base = trend[index];
      if (base === null || base === undefined) return [];
      return [seasonality === 'additive' ? values[index]! - base : values[index]! / base];
    });
    return meanOf(seen);
  });
  const centre = meanOf(figures);
  return {
    level: intercept,
    slope,
    season: figures.map((figure) => (seasonality === 'additive' ? figure - centre : figure / centre)),
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Null at the ends, where the window does not fit. An even season's window has half weights at both ends. */
function centredAverage(values: readonly number[], periodLength: number): (number | null)[] {
  const reach = Math.floor(periodLength / 2);
  const isEven = periodLength % 2 === 0;
  return values.map((_, index) => {
    if (index < reach || index + reach >= values.length) return null;
    let sum = 0;
    for (let offset = -reach; offset <= reach; offset += 1) {
      sum += values[index + offset]! * (isEven && Math.abs(offset) === reach ? 0.5 : 1);
    }
    return sum / periodLength;
  });
}

/** Least squares over 1, 2, 3 … */
function straightLine(values: readonly number[]): { intercept: number; slope: number } {
  const meanX = (values.length + 1) / 2;
  const meanY = meanOf(values);
  let covariance = 0;
  let variance = 0;
  for (const [index, value] of values.entries()) {
    covariance += (index + 1 - meanX) * (value - meanY);
    variance += (index + 1 - meanX) ** 2;
  }
  const slope = variance === 0 ? 0 : covariance / variance;
  return { intercept: meanY - slope * meanX, slope };
}

/** Missing values replaced by the straight line between their neighbours, at the ends by the nearest one. */
function bridged(series: readonly (number | null)[]): number[] {
  const known = series.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  if (known.length < 2)
    throw new RangeError('Holt-Winters needs at least two values in its first two seasons');
  let next = 0;
  return series.map((value, index) => {
    while (next < known.length && known[next]!.index < index) next += 1;
    if (value !== null) return value;
    const before = known[next - 1];
    const after = known[next];
    if (!before) return after!.value;
    if (!after) return before.value;
    return (
      before.value + ((after.value - before.value) * (index - before.index)) / (after.index - before.index)
    );
  });
}
