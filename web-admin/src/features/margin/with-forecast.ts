import type { TimeSeries } from '@effect-studio/web-kit/charts/time-chart.tsx';
import { formatPercent } from '@effect-studio/web-kit/format.ts';

interface Forecast {
  margin?: number | null;
  marginBand?: { lower: number; upper: number; level: number } | null;
}

const HOUR_SECONDS = 3600;
const AHEAD_HOURS = 24;

/**
 * The history by the hour, then a cone that opens over the next day to where its margin is expected. The forecast is of
 * the day as a whole, so the cone runs straight from the last hour to its band.
 */
export function withForecast(
  points: readonly { at: string; margin: { margin?: number | null } }[],
  forecast: Forecast | null,
): {
  times: number[];
  series: TimeSeries[];
  band?: { name: string; low: (number | null)[]; high: (number | null)[] };
  summary: string;
} {
  const times = points.map(({ at }) => Date.parse(at) / 1000);
  const values = points.map(({ margin }) => margin.margin ?? null);
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  const words = known.length === 0 ? 'No margin is known.' : spokenRange(known);
  const history: TimeSeries = { name: 'Margin', values, colour: 'accent', look: 'area' };
  const begins = times.at(-1);
  if (forecast?.margin == null || last === undefined || begins === undefined) {
    return { times, series: [history], summary: words };
  }
  const ahead = Array.from({ length: AHEAD_HOURS }, (_, hour) => begins + (hour + 1) * HOUR_SECONDS);
  const toward = (goal: number) => [
    ...values.slice(0, -1).map(() => null),
    last,
    ...ahead.map((_, hour) => last + ((goal - last) * (hour + 1)) / AHEAD_HOURS),
  ];
  const { margin, marginBand } = forecast;
  const none = ahead.map(() => null);
  return {
    times: [...times, ...ahead],
    series: [
      { ...history, values: [...values, ...none] },
      { name: 'Forecast', values: toward(margin), colour: 'faint', look: 'dashed' },
    ],
    band: marginBand
      ? { name: 'Forecast range', low: toward(marginBand.lower), high: toward(marginBand.upper) }
      : undefined,
    summary: `${words} The next 24 hours should bring ${formatPercent(margin)}${
      marginBand
        ? `, with a chance of ${formatPercent(marginBand.level)} between ${formatPercent(marginBand.lower)} and ${formatPercent(marginBand.upper)}`
        : ''
    }.`,
  };
}

function spokenRange(known: readonly number[]): string {
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return `Hourly margin between ${formatPercent(low)} and ${formatPercent(high)}, ${formatPercent(known.at(-1))} in the last hour with runs.`;
}
