import {
  fitBestHoltWinters,
  fitHoltWinters,
  forecastHoltWinters,
  type HoltWintersParameters,
} from '../../statistics/holt-winters.ts';

/** Hours in a day, and hours that are looked ahead. */
export const DAY_HOURS = 24;
/** Hours from which the day's shape can be learnt: two seasons to begin with and one to follow. */
export const LEAST_HOURS = 3 * DAY_HOURS;
/** Past moments from which forecasts are made again, six hours apart. */
const ORIGIN_STEP_HOURS = 6;
const MOST_ORIGINS = 60;
const MEAN_DAYS = 7;

export type SeasonalMethod = 'HOLT_WINTERS' | 'SAME_HOUR_MEAN';

/** A method's forecast of the next day, and what it forecast before. */
export interface SeriesForecast {
  method: SeasonalMethod;
  /** One value per hour. */
  hours: readonly number[];
  /** Oldest first; beside what came. */
  past: readonly { forecast: readonly number[]; actual: readonly number[] }[];
  /** Mean absolute error over the totals of the day. */
  meanAbsoluteError: number;
}

/** Indices of the first hour of each past forecast, oldest first. */
function originsOf(length: number): number[] {
  const origins: number[] = [];
  for (let origin = length - DAY_HOURS; origin >= LEAST_HOURS; origin -= ORIGIN_STEP_HOURS)
    origins.push(origin);
  return origins.slice(0, MOST_ORIGINS).reverse();
}

/**
 * Forecasts by one method, and makes all past forecasts with what was known then. Holt-Winters' constants for the past are fitted on
 * what came before the first of them, so that none of them knew what it is judged by.
 * @param series one value per hour, at least {@link LEAST_HOURS}
 */
export function forecastSeries(series: readonly number[], method: SeasonalMethod): SeriesForecast {
  const origins = originsOf(series.length);
  const before = series.slice(0, origins[0] ?? series.length);
  const constants =
    method === 'HOLT_WINTERS' ? fitBestHoltWinters(before, DAY_HOURS, 'additive').parameters : null;
  const past = origins.map((origin) => ({
    forecast: lookAhead(series.slice(0, origin), constants),
    actual: series.slice(origin, origin + DAY_HOURS),
  }));
  const now = method === 'HOLT_WINTERS' ? fitBestHoltWinters(series, DAY_HOURS, 'additive').parameters : null;
  return {
    method,
    hours: lookAhead(series, now),
    past,
    meanAbsoluteError:
      past.reduce((sum, { forecast, actual }) => sum + Math.abs(total(actual) - total(forecast)), 0) /
      Math.max(1, past.length),
  };
}

/** The next day; by the mean of the same hours without constants. Money spent or earned is not forecast below zero. */
function lookAhead(known: readonly number[], constants: HoltWintersParameters | null): number[] {
  const means = constants
    ? forecastHoltWinters(fitHoltWinters(known, DAY_HOURS, 'additive', constants), DAY_HOURS).map(
        ({ mean }) => mean,
      )
    : sameHourMeans(known);
  return means.map((mean) => Math.max(0, mean));
}

function sameHourMeans(known: readonly number[]): number[] {
  return Array.from({ length: DAY_HOURS }, (_, ahead) => {
    const values: number[] = [];
    for (
      let index = known.length + ahead - DAY_HOURS;
      index >= 0 && values.length < MEAN_DAYS;
      index -= DAY_HOURS
    ) {
      values.push(known[index]!);
    }
    return total(values) / values.length;
  });
}

/** Sum of all values. */
export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
