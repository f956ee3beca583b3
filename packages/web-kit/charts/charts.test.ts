import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkPath } from './spark.tsx';
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
