import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZERO_SUMS } from '../../margins/domain/bucket-sums.ts';
import { type PriceSimulation, simulatePrice } from './price-simulation.ts';

const RATE = 1_000_000n;
const history = { ...ZERO_SUMS, chargedRuns: 10n, revenueNanoUsd: 200n * RATE, runCostNanoUsd: 100n * RATE };

describe('the price for a margin', () => {
  it('is the least whole number of tokens that reaches it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10_000n }),
        fc.bigInt({ min: 1n, max: 10n ** 15n }),
        fc.integer({ min: 0, max: 99 }),
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        fc.bigInt({ min: -500_000n, max: 999_000n }),
        (chargedRuns, gross, refundedPercent, cost, rate, targetPpm) => {
          const refundNanoUsd = (gross * BigInt(refundedPercent)) / 100n;
          const revenueNanoUsd = gross - refundNanoUsd;
          const sums = { ...ZERO_SUMS, chargedRuns, revenueNanoUsd, refundNanoUsd, runCostNanoUsd: cost };
          const found = simulatePrice(sums, 'MARGINAL', rate, targetPpm) as PriceSimulation;
          // 1 − cost·gross ÷ (T·rate·runs·kept) ≥ target, cross-multiplied: exact.
          const reaches = (tokens: bigint) =>
            (1_000_000n - targetPpm) * tokens * rate * chargedRuns * revenueNanoUsd >=
            cost * gross * 1_000_000n;
          const tokens = BigInt(found.requiredTokens);
          if (tokens > BigInt(Number.MAX_SAFE_INTEGER)) return;
          expect(reaches(tokens)).toBe(true);
          if (tokens > 0n) expect(reaches(tokens - 1n)).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('stands beside the present one, and counts idle machines only when it is asked to', () => {
    expect(simulatePrice(history, 'MARGINAL', RATE, 600_000n)).toMatchObject({
      runCount: 10,
      presentTokens: 20,
      presentMargin: 0.5,
      requiredTokens: 25,
      simulatedMargin: 0.6,
      simulatedRevenueNanoUsd: 250n * RATE,
      refundShare: 0,
    });
    const idle = { ...history, idleCostNanoUsd: 50n * RATE };
    expect(simulatePrice(idle, 'MARGINAL', RATE, 500_000n)).toMatchObject({ requiredTokens: 20 });
    expect(simulatePrice(idle, 'LOADED', RATE, 500_000n)).toMatchObject({
      requiredTokens: 30,
      presentMargin: 0.25,
    });
  });

  it('is not told from nothing, from refunds alone, or while something has no price', () => {
    expect(simulatePrice(ZERO_SUMS, 'LOADED', RATE, 0n)).toBe('NO_CHARGED_RUNS');
    expect(simulatePrice({ ...history, unpricedAttempts: 1n }, 'LOADED', RATE, 0n)).toBe('UNPRICED');
    const refunded = { ...history, revenueNanoUsd: 0n, refundNanoUsd: 200n * RATE };
    expect(simulatePrice(refunded, 'LOADED', RATE, 0n)).toBe('ALL_REFUNDED');
  });
});
