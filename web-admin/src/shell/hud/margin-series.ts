import type { StreamPoint } from '@effect-studio/web-kit/charts/stream-chart.tsx';

/** More points than this are not kept; an hour at one a second. */
export const MOST_POINTS = 3_600;

/**
 * The series with one more value. The same moment again takes the place of the value before it; an older one,
 * such as an answer that was overtaken, changes nothing.
 */
export function withPoint(series: readonly StreamPoint[], point: StreamPoint): readonly StreamPoint[] {
  const last = series.at(-1);
  if (last !== undefined && point.at < last.at) return series;
  if (last !== undefined && last.at === point.at) {
    return last.value === point.value ? series : [...series.slice(0, -1), point];
  }
  return [...series, point].slice(-MOST_POINTS);
}

/** One sentence that says what the line shows. */
export function seriesSummary(series: readonly StreamPoint[], percent: (share: number) => string): string {
  const values = series.flatMap(({ value }) => (value === null ? [] : [value]));
  const [first] = values;
  const last = values.at(-1);
  if (first === undefined || last === undefined) return 'No margin is known yet.';
  if (values.length === 1)
    return `Margin is ${percent(last)}; it has not changed since you opened this page.`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `Margin went from ${percent(first)} to ${percent(last)} in ${values.length} updates, between ${percent(low)} and ${percent(high)}.`;
}
