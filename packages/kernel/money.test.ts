import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHalfEven, formatNanoUsd, splitByLargestRemainder } from './money.ts';

describe('rounding', () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [7n, -2n, -4n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
  ])('takes %d ÷ %d to %d, halves to the even neighbour', (numerator, denominator, expected) => {
    expect(divideHalfEven(numerator, denominator)).toBe(expected);
  });

  it('is never further than half a unit from the exact quotient', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 18n), 10n ** 18n),
        fc.bigInt(1n, 10n ** 9n),
        (numerator, denominator) => {
          const error = 2n * (divideHalfEven(numerator, denominator) * denominator - numerator);
          expect(error <= denominator && error >= -denominator).toBe(true);
        },
      ),
    );
  });

  it('refuses to divide by zero', () => {
    expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError);
  });
});

describe('splitting an amount', () => {
  it('loses nothing and keeps every part within one unit of its share', () => {
    const weights = fc.array(fc.bigInt(0n, 10n ** 6n), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), weights, (amount, shares) => {
        const parts = splitByLargestRemainder(amount, shares);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        const total = shares.reduce((sum, share) => sum + share, 0n);
        if (total === 0n) return;
        parts.forEach((part, index) => {
          const distance = part * total - amount * shares[index]!;
          expect(distance < total && distance > -total).toBe(true);
        });
      }),
    );
  });

  it('gives ties to the earlier part, the same every time', () => {
    expect(splitByLargestRemainder(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
  });
});

it('writes nano-dollars with nine digits and a sign', () => {
  expect(formatNanoUsd(-750_000n)).toBe('-0.000750000');
  expect(formatNanoUsd(12_000_000_001n)).toBe('12.000000001');
});
