import type { RateCardTerms } from './rate-card.ts';

/** One price that differs between two cards; null where a card does not have it. */
export interface PriceChange {
  /** Such as `instance rate cpu-swift cpu.swift (nano-USD per hour)`. */
  price: string;
  before: string | null;
  after: string | null;
}

/** What changes from one card to the next, by name of the price; empty when nothing does. */
export function diffTerms(before: RateCardTerms | null, after: RateCardTerms): PriceChange[] {
  const [old, now] = [before ? pricesOf(before) : new Map<string, string>(), pricesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((price) => {
    const change = { price, before: old.get(price) ?? null, after: now.get(price) ?? null };
    return change.before === change.after ? [] : [change];
  });
}

/**
 * True when the second card only adds prices of work and services that the first did not have. Such a card may
 * begin in the past: nothing that was booked has another price by it, and what was unpriced gets one.
 */
export function onlyAddsPrices(before: RateCardTerms, after: RateCardTerms): boolean {
  return diffTerms(before, after).every(
    (change) => change.before === null && /^(instance rate|provider price) /.test(change.price),
  );
}

function pricesOf(terms: RateCardTerms): Map<string, string> {
  return new Map([
    ['token rate (nano-USD)', terms.tokenRateNanoUsd.toString()],
    ['run price (tokens)', String(terms.runPriceTokens)],
    ['spot multiplier (millionths)', String(terms.spotMultiplierPpm)],
    ['agent pay (millionths of the work’s cost)', String(terms.agentPayPpm)],
    ...terms.effectPrices.map(
      ({ effectTypeId, priceTokens }) =>
        [`effect price ${effectTypeId} (tokens)`, String(priceTokens)] as const,
    ),
    ...terms.instanceRates.map(
      (rate) =>
        [
          `instance rate ${rate.providerId} ${rate.instanceType} (nano-USD per hour)`,
          rate.nanoUsdPerHour.toString(),
        ] as const,
    ),
    ...terms.providerPrices.map(
      (price) =>
        [
          `provider price ${price.providerId} ${price.model} ${price.unit} (nano-USD)`,
          price.nanoUsd.toString(),
        ] as const,
    ),
  ]);
}
