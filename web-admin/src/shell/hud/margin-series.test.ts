import { describe, expect, it } from 'vitest';
import { MOST_POINTS, seriesSummary, withPoint } from './margin-series.ts';

const percent = (share: number) => `${Math.round(share * 100)}%`;

describe('the margin of this session', () => {
  it('grows with each update and ignores one that was overtaken', () => {
    const series = withPoint(withPoint([], { at: 10, value: 0.3 }), { at: 20, value: 0.4 });
    expect(series.map(({ value }) => value)).toEqual([0.3, 0.4]);
    expect(withPoint(series, { at: 15, value: 0.9 })).toBe(series);
  });

  it('keeps the latest value of one moment and stays the same when nothing changed', () => {
    const series = withPoint([], { at: 10, value: 0.3 });
    expect(withPoint(series, { at: 10, value: 0.3 })).toBe(series);
    expect(withPoint(series, { at: 10, value: 0.5 })).toEqual([{ at: 10, value: 0.5 }]);
  });

  it('forgets the oldest past its limit', () => {
    let series: ReturnType<typeof withPoint> = [];
    for (let at = 0; at <= MOST_POINTS; at += 1) series = withPoint(series, { at, value: 0 });
    expect(series).toHaveLength(MOST_POINTS);
    expect(series[0]?.at).toBe(1);
  });

  it('is told in one sentence', () => {
    expect(seriesSummary([], percent)).toBe('No margin is known yet.');
    expect(
      seriesSummary(
        [
          { at: 1, value: 0.3 },
          { at: 2, value: null },
          { at: 3, value: 0.2 },
        ],
        percent,
      ),
    ).toBe('Margin went from 30% to 20% in 2 updates, between 20% and 30%.');
  });
});
