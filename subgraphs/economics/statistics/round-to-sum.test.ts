import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundToSum } from './round-to-sum.ts';

describe('rounding to a sum', () => {
  it('always adds up, and no part is more than one away when the parts do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 9 }),
        (parts) => {
          const whole = BigInt(Math.round(parts.reduce((sum, part) => sum + part, 0)));
          const rounded = roundToSum(parts, whole);
          expect(rounded.reduce((sum, part) => sum + part, 0n)).toBe(whole);
          for (const [index, part] of rounded.entries()) {
            expect(Math.abs(Number(part) - parts[index]!)).toBeLessThanOrEqual(1 + 1e-6);
          }
        },
      ),
    );
  });

  it('adds up to any whole, also far from the parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e18, max: 1e18, noNaN: true }), { minLength: 1, maxLength: 9 }),
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        (parts, whole) => {
          expect(roundToSum(parts, whole).reduce((sum, part) => sum + part, 0n)).toBe(whole);
        },
      ),
    );
  });

  it('gives the rest to the largest remainders, earlier parts first', () => {
    expect(roundToSum([1.2, 1.7, 1.1], 4n)).toEqual([1n, 2n, 1n]);
    expect(roundToSum([0.5, 0.5], 1n)).toEqual([1n, 0n]);
    expect(roundToSum([-0.5, -0.5], -1n)).toEqual([0n, -1n]);
  });
});
