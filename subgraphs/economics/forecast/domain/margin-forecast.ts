import { conformalBand, LEAST_ERRORS, rollingCoverage } from './backtest.ts';
import {
  DAY_HOURS,
  forecastSeries,
  LEAST_HOURS,
  type SeasonalMethod,
  type SeriesForecast,
  total,
} from './forecast-series.ts';

/** Probability of every band. */
export const BAND_LEVEL = 0.8;

/** Earnings and marginal cost of one whole hour. */
export interface HourOfMoney {
  revenueNanoUsd: bigint;
  costNanoUsd: bigint;
}

export interface ForecastAmount {
  expectedNanoUsd: bigint | null;
  band: { lowerNanoUsd: bigint; upperNanoUsd: bigint; level: number } | null;
  coverage: number | null;
}

export interface MarginForecast {
  method: SeasonalMethod | 'MEAN_OF_HISTORY' | 'NONE';
  reason: string;
  /** First hour that is forecast. */
  from: Date;
  historyHours: number;
  backtestCount: number;
  revenue: ForecastAmount;
  cost: ForecastAmount;
  margin: number | null;
  marginBand: { lower: number; upper: number; level: number } | null;
  marginCoverage: number | null;
  hours: { at: Date; revenue: ForecastAmount; cost: ForecastAmount }[];
}

const HOUR_MS = 3_600_000;
const UNKNOWN: ForecastAmount = { expectedNanoUsd: null, band: null, coverage: null };

/**
 * Forecasts the 24 hours after a history of whole hours. Of Holt-Winters and the mean of the same hours, the one
 * that erred less on the past is taken, for both series alike. Estimates are floats until they are rounded at the end.
 * @param history oldest first, one entry per hour without gaps, beginning with the first hour that saw money
 * @param from the hour after the last of them
 */
export function forecastMargin(history: readonly HourOfMoney[], from: Date): MarginForecast {
  if (history.length < LEAST_HOURS) return withoutSeason(history, from);
  const revenue = history.map((hour) => Number(hour.revenueNanoUsd));
  const cost = history.map((hour) => Number(hour.costNanoUsd));
  const candidates = (['HOLT_WINTERS', 'SAME_HOUR_MEAN'] as const).map((method) => ({
    method,
    revenue: forecastSeries(revenue, method),
    cost: forecastSeries(cost, method),
  }));
  const errorOf = (one: (typeof candidates)[number]) =>
    one.revenue.meanAbsoluteError + one.cost.meanAbsoluteError;
  const best = candidates.reduce((a, b) => (errorOf(b) < errorOf(a) ? b : a));
  const backtestCount = best.revenue.past.length;
  const margins = pastMargins(best.revenue, best.cost);
  const margin = marginOf(total(best.revenue.hours), total(best.cost.hours));
  const band = conformalBand(margins, BAND_LEVEL);
  const enough = backtestCount >= LEAST_ERRORS;
  return {
    method: best.method,
    reason: enough
      ? `Of the two methods, this one erred less on ${backtestCount} past days.`
      : `Only ${backtestCount} past forecasts can be compared with what came; a band needs ${LEAST_ERRORS}.`,
    from,
    historyHours: history.length,
    backtestCount,
    revenue: dayOf(best.revenue),
    cost: dayOf(best.cost),
    margin,
    marginBand:
      margin === null || band === null
        ? null
        : { lower: margin + band.lower, upper: margin + band.upper, level: BAND_LEVEL },
    marginCoverage: rollingCoverage(margins, BAND_LEVEL),
    hours: Array.from({ length: DAY_HOURS }, (_, ahead) => ({
      at: new Date(from.getTime() + ahead * HOUR_MS),
      revenue: hourOf(best.revenue, ahead),
      cost: hourOf(best.cost, ahead),
    })),
  };
}

/** Less than three days: the mean of all hours, said to be just that, without a band. */
function withoutSeason(history: readonly HourOfMoney[], from: Date): MarginForecast {
  const known = BigInt(history.length);
  const perHour = (field: keyof HourOfMoney): ForecastAmount =>
    known === 0n
      ? UNKNOWN
      : { ...UNKNOWN, expectedNanoUsd: history.reduce((sum, hour) => sum + hour[field], 0n) / known };
  const hour = { revenue: perHour('revenueNanoUsd'), cost: perHour('costNanoUsd') };
  const perDay = ({ expectedNanoUsd }: ForecastAmount): ForecastAmount => ({
    ...UNKNOWN,
    expectedNanoUsd: expectedNanoUsd === null ? null : expectedNanoUsd * BigInt(DAY_HOURS),
  });
  return {
    method: known === 0n ? 'NONE' : 'MEAN_OF_HISTORY',
    reason:
      known === 0n
        ? 'Nothing was earned or spent yet in a whole hour.'
        : `There are ${history.length} whole hours of history; a day's shape and a band need ${LEAST_HOURS}.`,
    from,
    historyHours: history.length,
    backtestCount: 0,
    revenue: perDay(hour.revenue),
    cost: perDay(hour.cost),
    margin: marginOf(Number(hour.revenue.expectedNanoUsd ?? 0n), Number(hour.cost.expectedNanoUsd ?? 0n)),
    marginBand: null,
    marginCoverage: null,
    hours:
      known === 0n
        ? []
        : Array.from({ length: DAY_HOURS }, (_, ahead) => ({
            at: new Date(from.getTime() + ahead * HOUR_MS),
            ...hour,
          })),
  };
}

function dayOf({ hours, past }: SeriesForecast): ForecastAmount {
  return amountOf(
    total(hours),
    past.map(({ forecast, actual }) => total(actual) - total(forecast)),
  );
}

function hourOf({ hours, past }: SeriesForecast, ahead: number): ForecastAmount {
  return amountOf(
    hours[ahead]!,
    past.map(({ forecast, actual }) => actual[ahead]! - forecast[ahead]!),
  );
}

function amountOf(expected: number, errors: readonly number[]): ForecastAmount {
  const band = conformalBand(errors, BAND_LEVEL);
  return {
    expectedNanoUsd: BigInt(Math.round(expected)),
    band: band && {
      lowerNanoUsd: BigInt(Math.round(expected + band.lower)),
      upperNanoUsd: BigInt(Math.round(expected + band.upper)),
      level: BAND_LEVEL,
    },
    coverage: rollingCoverage(errors, BAND_LEVEL),
  };
}

/** Errors of past margins; days without revenue, or forecast to have none, have no margin and are left out. */
function pastMargins(revenue: SeriesForecast, cost: SeriesForecast): number[] {
  return revenue.past.flatMap((day, index) => {
    const actual = marginOf(total(day.actual), total(cost.past[index]!.actual));
    const forecast = marginOf(total(day.forecast), total(cost.past[index]!.forecast));
    return actual === null || forecast === null ? [] : [actual - forecast];
  });
}

const marginOf = (revenue: number, cost: number): number | null => (revenue > 0 ? 1 - cost / revenue : null);
