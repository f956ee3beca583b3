import { startingState } from './holt-winters-start.ts';
import { minimizeInUnitCube } from './minimize.ts';
import { normalQuantile } from './normal-quantile.ts';

export type Seasonality = 'additive' | 'multiplicative';

/** Smoothing constants, each 0 to 1. */
export interface HoltWintersParameters {
  /** Of the level. */
  alpha: number;
  /** Of the slope. */
  beta: number;
  /** Of the season. */
  gamma: number;
}

/** Where the series stands after its last value. */
export interface HoltWintersState {
  level: number;
  /** Change of the level per step. */
  slope: number;
  /** One figure per step of a season, that of the next step first; added to the level, or multiplied with it. */
  season: readonly number[];
}

/** A series as the model follows it. */
export interface HoltWintersFit {
  seasonality: Seasonality;
  parameters: HoltWintersParameters;
  state: HoltWintersState;
  /** One-step forecasts from the second season on; the first season is the start. */
  fitted: readonly number[];
  /** Value less forecast, beside `fitted`; null where the value is missing. */
  residuals: readonly (number | null)[];
  /** Sum of squared residuals. */
  squaredError: number;
  /** Sample variance of the residuals. */
  residualVariance: number;
}

/** A forecast with the interval in which a value lies with the confidence asked for. */
export interface ForecastPoint {
  mean: number;
  lower: number;
  upper: number;
}

/** What the model expects of the next value. */
export function expectNext(state: HoltWintersState, seasonality: Seasonality): number {
  const [figure = 0] = state.season;
  return seasonality === 'additive'
    ? state.level + state.slope + figure
    : (state.level + state.slope) * figure;
}

/**
 * The state after one more value (Holt 1957, Winters 1960; error-correcting form of R's HoltWinters).
 * @param value null when it is missing: then nothing is learnt, and time goes on
 */
export function follow(
  state: HoltWintersState,
  value: number | null,
  seasonality: Seasonality,
  { alpha, beta, gamma }: HoltWintersParameters,
): HoltWintersState {
  const [figure = 0, ...rest] = state.season;
  const { level: before, slope } = state;
  if (value === null) return { level: before + slope, slope, season: [...rest, figure] };
  const isAdditive = seasonality === 'additive';
  const deseasoned = isAdditive ? value - figure : value / figure;
  const level = alpha * deseasoned + (1 - alpha) * (before + slope);
  const seen = isAdditive ? value - level : value / level;
  return {
    level,
    slope: beta * (level - before) + (1 - beta) * slope,
    season: [...rest, gamma * seen + (1 - gamma) * figure],
  };
}

/**
 * Follows a series with given constants. The start is taken from its first two seasons.
 * @param series at least two seasons, evenly spaced; null where a value is missing
 * @throws RangeError when it is shorter
 */
export function fitHoltWinters(
  series: readonly (number | null)[],
  periodLength: number,
  seasonality: Seasonality,
  parameters: HoltWintersParameters,
): HoltWintersFit {
  const start = startingState(series, periodLength, seasonality);
  const isAdditive = seasonality === 'additive';
  const { alpha, beta, gamma } = parameters;
  // Figures lie in a ring, so that a step costs no copy: this loop runs for every trial of the constants.
  const ring = Float64Array.from(start.season);
  let { level, slope } = start;
  const fitted: number[] = [];
  const residuals: (number | null)[] = [];
  let squaredError = 0;
  for (let index = periodLength; index < series.length; index += 1) {
    const place = index % periodLength;
    const figure = ring[place]!;
    const expected = isAdditive ? level + slope + figure : (level + slope) * figure;
    const value = series[index] ?? null;
    fitted.push(expected);
    residuals.push(value === null ? null : value - expected);
    const before = level;
    if (value === null) {
      level = before + slope;
      continue;
    }
    squaredError += (value - expected) ** 2;
    level = alpha * (isAdditive ? value - figure : value / figure) + (1 - alpha) * (before + slope);
    slope = beta * (level - before) + (1 - beta) * slope;
    ring[place] = gamma * (isAdditive ? value - level : value / level) + (1 - gamma) * figure;
  }
  const next = series.length % periodLength;
  const season = [...ring.subarray(next), ...ring.subarray(0, next)];
  return {
    seasonality,
    parameters,
    state: { level, slope, season },
    fitted,
    residuals,
    squaredError,
    residualVariance: sampleVariance(residuals.filter((one) => one !== null)),
  };
}

/** Follows a series with the constants that make the sum of squared one-step errors least. Deterministic. */
export function fitBestHoltWinters(
  series: readonly (number | null)[],
  periodLength: number,
  seasonality: Seasonality,
): HoltWintersFit {
  const errorOf = ([alpha = 0, beta = 0, gamma = 0]: readonly number[]): number =>
    fitHoltWinters(series, periodLength, seasonality, { alpha, beta, gamma }).squaredError;
  // The error surface has several valleys; R's own start (0.3, 0.1, 0.1) and one that trusts the season more.
  const starts = [
    [0.3, 0.1, 0.1],
    [0.2, 0.02, 0.8],
  ];
  const ends = starts.map((start) => minimizeInUnitCube(errorOf, start));
  const [alpha = 0, beta = 0, gamma = 0] = ends.reduce((a, b) => (errorOf(b) < errorOf(a) ? b : a));
  return fitHoltWinters(series, periodLength, seasonality, { alpha, beta, gamma });
}

/**
 * Chooses between additive and multiplicative seasons: additive, unless every value is positive and multiplicative
 * forecasts of the last season, made from all before it, err less.
 * @param series at least three seasons for a choice; with fewer the answer is additive
 * @param fit how a series is followed, default with its best constants
 */
export function chooseSeasonality(
  series: readonly (number | null)[],
  periodLength: number,
  fit: typeof fitBestHoltWinters = fitBestHoltWinters,
): Seasonality {
  const isPositive = series.every((value) => value === null || value > 0);
  if (!isPositive || series.length < 3 * periodLength) return 'additive';
  const known = series.slice(0, -periodLength);
  const heldOut = series.slice(-periodLength);
  const errorOf = (seasonality: Seasonality): number => {
    const ahead = forecastHoltWinters(fit(known, periodLength, seasonality), periodLength);
    return heldOut.reduce<number>(
      (sum, value, index) => (value === null ? sum : sum + (value - ahead[index]!.mean) ** 2),
      0,
    );
  };
  return errorOf('multiplicative') < errorOf('additive') ? 'multiplicative' : 'additive';
}

/**
 * Forecasts with intervals (Yar & Chatfield 1990; Chatfield & Yar 1991 for multiplicative seasons). R's `predict`
 * takes ψ₀ for 1 in the multiplicative case, which makes its intervals too narrow from the first step on; here ψ₀ is 1.
 * @param steps how many to look ahead @param confidence of the interval, default 0.99
 */
export function forecastHoltWinters(fit: HoltWintersFit, steps: number, confidence = 0.99): ForecastPoint[] {
  const { state, seasonality, residualVariance } = fit;
  const { alpha, beta, gamma } = fit.parameters;
  const length = state.season.length;
  const z = normalQuantile(0.5 + confidence / 2);
  const psi = (lag: number): number =>
    lag === 0 ? 1 : alpha * (1 + lag * beta) + (lag % length === 0 ? gamma * (1 - alpha) : 0);
  const figureAt = (step: number): number => state.season[(step - 1) % length]!;
  const isAdditive = seasonality === 'additive';
  let additiveSum = 0;
  return Array.from({ length: steps }, (_, index) => {
    const step = index + 1;
    const trend = state.level + step * state.slope;
    const mean = isAdditive ? trend + figureAt(step) : trend * figureAt(step);
    additiveSum += psi(index) ** 2;
    let sum = additiveSum;
    if (!isAdditive) {
      sum = 0;
      for (let lag = 0; lag < step; lag += 1)
        sum += (psi(lag) * (figureAt(step) / figureAt(step - lag))) ** 2;
    }
    const half = z * Math.sqrt(residualVariance * sum);
    return { mean, lower: mean - half, upper: mean + half };
  });
}

function sampleVariance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
