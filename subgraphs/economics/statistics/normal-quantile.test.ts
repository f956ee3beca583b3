import { describe, expect, it } from 'vitest';
import { median } from './median.ts';
import { normalQuantile } from './normal-quantile.ts';

describe('quantiles of the normal distribution', () => {
  it('are those of its tables', () => {
    // qnorm of R, 15 digits.
    expect(normalQuantile(0.975)).toBeCloseTo(1.95996398454005, 13);
    expect(normalQuantile(0.995)).toBeCloseTo(2.5758293035489, 13);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.36134090240406, 12);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 12);
    expect(normalQuantile(0.2) + normalQuantile(0.8)).toBeCloseTo(0, 14);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});

describe('the median', () => {
  it('is the middle value of any order, and of nothing there is none', () => {
    expect(median([2.1, 2.3, 1.9, 2, 2.2, 9.7, 2.1, 2.4, 1.8, 2])).toBeCloseTo(2.1, 12);
    expect(median([9, 1, 4])).toBe(4);
    expect(() => median([])).toThrow('no values');
  });
});
