import { MS_PER_HOUR } from '@effect-studio/kernel/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUSE_RATE_CARD } from './house-rate-card.ts';
import { digestOfTerms, priceWork } from './rate-card.ts';

const cardWith = (nanoUsdPerHour: bigint) => ({
  ...HOUSE_RATE_CARD,
  instanceRates: [{ providerId: 'p', instanceType: 't', nanoUsdPerHour }],
});

describe('pricing work', () => {
  it('costs exactly one hourly rate per hour', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.integer({ min: 0, max: 1_000 }),
        (rate, hours) => {
          const { costNanoUsd } = priceWork(cardWith(rate), 'p', hours * Number(MS_PER_HOUR));
          expect(costNanoUsd).toBe(rate * BigInt(hours));
        },
      ),
    );
  });

  it('is never further from the exact cost than half a nano-dollar, and lies on the even side of a tie', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 10 ** 9 }),
        (rate, busyMs) => {
          const cost = priceWork(cardWith(rate), 'p', busyMs).costNanoUsd!;
          const error = cost * MS_PER_HOUR - rate * BigInt(busyMs);
          const magnitude = error < 0n ? -error : error;
          expect(2n * magnitude <= MS_PER_HOUR).toBe(true);
          if (2n * magnitude === MS_PER_HOUR) expect(cost % 2n).toBe(0n);
        },
      ),
    );
  });

  it('has no cost for a provider without a rate, which is not zero', () => {
    expect(priceWork(HOUSE_RATE_CARD, 'nobody', 1_000).costNanoUsd).toBeNull();
    expect(priceWork(null, 'cpu-swift', 1_000).costNanoUsd).toBeNull();
    expect(priceWork(cardWith(0n), 'p', 1_000).costNanoUsd).toBe(0n);
  });
});

describe('the digest of a rate card', () => {
  it('does not depend on the order of the rates and changes with any price', () => {
    const turned = { ...HOUSE_RATE_CARD, instanceRates: [...HOUSE_RATE_CARD.instanceRates].reverse() };
    expect(digestOfTerms(turned)).toBe(digestOfTerms(HOUSE_RATE_CARD));
    expect(digestOfTerms({ ...HOUSE_RATE_CARD, runPriceTokens: 21 })).not.toBe(
      digestOfTerms(HOUSE_RATE_CARD),
    );
  });
});
