import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, pairedRatio, spreadOf } from './statistics.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const some = fc.array(finite, { minLength: 1, maxLength: 30 });

describe('the median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 10, 3, 5])).toBe(4);
    expect(median([2, 10, 1_000])).toBe(10);
  });

  it('lies between least and greatest, whatever the order, and changes nothing that it is given', () => {
    fc.assert(
      fc.property(some, (values) => {
        const before = [...values];
        const { median: middle, min, max } = spreadOf(values);
        expect(middle).toBeGreaterThanOrEqual(min);
        expect(middle).toBeLessThanOrEqual(max);
        expect(median(values.toReversed())).toBe(middle);
        expect(values).toEqual(before);
      }),
    );
  });

  it('of nothing is refused', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('the ratio of what was measured side by side', () => {
  it('is not moved by a slow round that slowed both', () => {
    expect(pairedRatio([2, 4, 200], [1, 2, 100])).toBe(2);
  });

  it('is none without pairs or over a base of zero', () => {
    expect(pairedRatio([1, 2], [1])).toBeNull();
    expect(pairedRatio([], [])).toBeNull();
    expect(pairedRatio([1], [0])).toBeNull();
  });
});
