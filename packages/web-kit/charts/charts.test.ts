import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lonely } from './lonely.ts';
import { sparkPath } from './spark.tsx';
import { timeLabels } from './time-labels.ts';
import { REST, type WaterfallStep, waterfallBars } from './waterfall-bars.ts';

describe('a waterfall', () => {
  const change = fc.integer({ min: -400, max: 400 }).map((points) => points / 1000);
  const steps = fc
    .array(fc.record({ change, isExploration: fc.boolean() }))
    .map((list) =>
      list.map((step, index): WaterfallStep => ({ ...step, key: `k${index}`, name: `k${index}` })),
    );

  it('leads from before to after without a hole, whatever the reasons add up to', () => {
    fc.assert(
      fc.property(change, change, steps, (from, to, list) => {
        const { bars, low, high } = waterfallBars(from, to, list);
        let level = from;
        for (const bar of bars) {
          expect(bar.from).toBeCloseTo(level, 9);
          level = bar.to;
        }
        expect(Math.abs(level - to)).toBeLessThan(0.0005 + 1e-9);
        for (const bar of bars) expect(Math.min(bar.from, bar.to)).toBeGreaterThanOrEqual(low);
        for (const bar of bars) expect(Math.max(bar.from, bar.to)).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('has losses by size, then gains, then exploration, then what nobody explained', () => {
    const { bars } = waterfallBars(0.5, 0.4, [
      { key: 'gain', name: '', change: 0.02 },
      { key: 'explore', name: '', change: -0.3, isExploration: true },
      { key: 'small', name: '', change: -0.01 },
      { key: 'large', name: '', change: -0.05 },
      { key: 'none', name: '', change: 0 },
    ]);
    expect(bars.map(({ key, tone }) => [key, tone])).toEqual([
      ['large', 'bad'],
      ['small', 'bad'],
      ['gain', 'good'],
      ['explore', 'explore'],
      [REST, 'rest'],
    ]);
  });

  it('cuts the axis only when everything is far from zero', () => {
    expect(waterfallBars(0.9, 0.88, [{ key: 'a', name: '', change: -0.02 }]).isCut).toBe(true);
    expect(waterfallBars(0.1, -0.2, [{ key: 'a', name: '', change: -0.3 }])).toMatchObject({
      isCut: false,
      high: 0.1 + 0.3 * 0.12,
    });
  });
});

it('draws a spark over its gaps, and nothing from nothing', () => {
  expect(sparkPath([null, null], 10, 10)).toBeNull();
  expect(sparkPath([1, null, 3], 12, 12)).toBe('M1 9L11 3');
  expect(sparkPath([5], 12, 12)).toBe('M1 9h2');
});

it('names midnight by its day on an axis of hours, and says nothing twice', () => {
  const midnight = new Date(2026, 10, 27).getTime() / 1000;
  expect(timeLabels([midnight - 43_200, midnight, midnight + 43_200], 90_000)).toEqual([
    '12:00',
    '27 Nov',
    '12:00',
  ]);
  expect(timeLabels([midnight, midnight + 3600], 300_000)).toEqual(['27 Nov', '']);
});

it('draws a value between two gaps as a dot, since no line leads to it', () => {
  expect(lonely([null, 1, null, 2, 3, null, 4])).toEqual([1, 6]);
  expect(lonely([5])).toEqual([0]);
  expect(lonely([1, 2])).toEqual([]);
});
