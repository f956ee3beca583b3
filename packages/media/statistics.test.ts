import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evenQuantiles, quantile, ramp } from './statistics.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });

it('gives ascending quantiles between the least and the greatest value', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 70 }), (sample, count) => {
      const quantiles = evenQuantiles(sample, count);
      expect(quantiles[0]).toBeCloseTo(Math.min(...sample));
      expect(quantiles.at(-1)).toBeCloseTo(Math.max(...sample));
      for (let i = 1; i < count; i++) expect(quantiles[i]!).toBeGreaterThanOrEqual(quantiles[i - 1]!);
    }),
  );
});

it('interpolates between ranks and ramps in both directions', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(ramp(0.25, 0, 1)).toBe(0.25);
  expect(ramp(0.25, 1, 0)).toBe(0.75);
  expect(ramp(9, 0, 1)).toBe(1);
});
