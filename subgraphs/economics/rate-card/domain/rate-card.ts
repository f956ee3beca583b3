import { createHash } from 'node:crypto';
import { divideHalfEven, MS_PER_HOUR } from '@effect-studio/kernel/money';

/** What one provider's machines cost. */
export interface InstanceRate {
  providerId: string;
  instanceType: string;
  nanoUsdPerHour: bigint;
}

/** All prices as they are from one moment on. */
export interface RateCardTerms {
  /** What one token is worth, in nano-USD. */
  tokenRateNanoUsd: bigint;
  /** What a run costs its creator, whatever the fan-out. */
  runPriceTokens: number;
  instanceRates: readonly InstanceRate[];
}

/** A version of the prices; immutable. */
export interface RateCard extends RateCardTerms {
  version: number;
  effectiveFrom: Date;
}

/** What a stretch of work costs; both null when the provider has no rate, which is not the same as free. */
export interface PricedWork {
  instanceType: string | null;
  nanoUsdPerHour: bigint | null;
  costNanoUsd: bigint | null;
}

/**
 * Cost of a machine's busy time: `busyMs × rate ÷ 3,600,000`, multiplied first, divided once, rounded half-even.
 * @param busyMs whole milliseconds
 */
export function priceWork(card: RateCardTerms | null, providerId: string, busyMs: number): PricedWork {
  const rate = card?.instanceRates.find((candidate) => candidate.providerId === providerId);
  if (!rate) return { instanceType: null, nanoUsdPerHour: null, costNanoUsd: null };
  return {
    instanceType: rate.instanceType,
    nanoUsdPerHour: rate.nanoUsdPerHour,
    costNanoUsd: divideHalfEven(BigInt(busyMs) * rate.nanoUsdPerHour, MS_PER_HOUR),
  };
}

/** What tokens are worth at a card's rate; exact, since both are integers. */
export function tokensToNanoUsd(card: RateCardTerms, tokens: number): bigint {
  return BigInt(tokens) * card.tokenRateNanoUsd;
}

/** SHA-256 of the terms in one fixed form, so that the same prices are published once. */
export function digestOfTerms(terms: RateCardTerms): string {
  const rates = [...terms.instanceRates]
    .sort((a, b) => (a.providerId < b.providerId ? -1 : 1))
    .map((rate) => [rate.providerId, rate.instanceType, rate.nanoUsdPerHour.toString()]);
  const canonical = JSON.stringify([terms.tokenRateNanoUsd.toString(), terms.runPriceTokens, rates]);
  return createHash('sha256').update(canonical).digest('hex');
}
