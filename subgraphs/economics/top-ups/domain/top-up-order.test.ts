import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inDollars } from './top-up-order.ts';

it('reads nano-dollars exactly, as dollars', () => {
  expect(inDollars(4_000_000_000n)).toBe('4.00');
  expect(inDollars(1_250_000_000n)).toBe('1.25');
  expect(inDollars(42_000n)).toBe('0.000042');
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (nanoUsd) => {
      const [whole, fraction] = inDollars(nanoUsd).split('.') as [string, string];
      expect(BigInt(whole) * 10n ** 9n + BigInt(fraction.padEnd(9, '0'))).toBe(nanoUsd);
    }),
  );
});
