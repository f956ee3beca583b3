import type { RateCardTerms } from './rate-card.ts';

/** Why prices cannot be published. */
export interface TermsFault {
  field: string;
  cause: string;
  action: string;
}

/** Bound of every price: a million dollars. */
const MAX_NANO_USD = 10n ** 15n;
const MAX_TOKENS = 1_000_000;

/** The first thing that is wrong with the terms; null when they can be published. */
export function checkTerms(terms: RateCardTerms): TermsFault | null {
  const prices: readonly (readonly [field: string, value: bigint, least: bigint])[] = [
    ['tokenRateNanoUsd', terms.tokenRateNanoUsd, 1n],
    ...terms.instanceRates.map((rate) => ['instanceRates', rate.nanoUsdPerHour, 0n] as const),
    ...terms.providerPrices.map((price) => ['providerPrices', price.nanoUsd, 0n] as const),
  ];
  for (const [field, value, least] of prices) {
    if (value < least || value > MAX_NANO_USD) {
      return {
        field,
        cause: `${value} nano-USD is not a price.`,
        action: `Choose ${least} to ${MAX_NANO_USD} nano-USD.`,
      };
    }
  }
  const whole: readonly (readonly [field: string, value: number, most: number])[] = [
    ['runPriceTokens', terms.runPriceTokens, MAX_TOKENS],
    ['spotMultiplierPpm', terms.spotMultiplierPpm, 1_000_000],
    ['agentPayPpm', terms.agentPayPpm, 1_000_000],
    ...terms.effectPrices.map((price) => ['effectPrices', price.priceTokens, MAX_TOKENS] as const),
  ];
  for (const [field, value, most] of whole) {
    if (!Number.isSafeInteger(value) || value < 0 || value > most) {
      return {
        field,
        cause: `${value} is out of range.`,
        action: `Choose a whole number from 0 to ${most}.`,
      };
    }
  }
  return (
    repeated('instanceRates', terms.instanceRates, (rate) => [rate.providerId, rate.instanceType]) ??
    repeated('effectPrices', terms.effectPrices, (price) => [price.effectTypeId]) ??
    repeated('providerPrices', terms.providerPrices, (price) => [price.providerId, price.model, price.unit])
  );
}

function repeated<Item>(
  field: string,
  items: readonly Item[],
  nameOf: (item: Item) => readonly string[],
): TermsFault | null {
  const seen = new Set<string>();
  for (const item of items) {
    const name = nameOf(item);
    if (name.some((part) => part.trim() === '')) {
      return { field, cause: 'A price has no name.', action: 'Name what it is the price of.' };
    }
    const key = JSON.stringify(name);
    if (seen.has(key)) {
      return { field, cause: `${name.join(' ')} has two prices.`, action: 'Give each one price.' };
    }
    seen.add(key);
  }
  return null;
}
