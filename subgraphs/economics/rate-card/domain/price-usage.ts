import { divideHalfEven } from '@effect-studio/kernel/money';
import { ANY_MODEL, type PriceUnit, type RateCardTerms } from './rate-card.ts';

/** How much of a partner's service was used; whole numbers. */
export interface UsageQuantities {
  calls: number;
  durationMs: number;
  inputTokens: number;
  outputTokens: number;
  /** Thousandths of a partner's credit. */
  milliCredits: number;
}

/** How many of a quantity make one unit of its price. */
const PER_UNIT: Readonly<Record<PriceUnit, { quantity: keyof UsageQuantities; per: bigint }>> = {
  CALL: { quantity: 'calls', per: 1n },
  SECOND: { quantity: 'durationMs', per: 1_000n },
  MILLION_INPUT_TOKENS: { quantity: 'inputTokens', per: 1_000_000n },
  MILLION_OUTPUT_TOKENS: { quantity: 'outputTokens', per: 1_000_000n },
  CREDIT: { quantity: 'milliCredits', per: 1_000n },
};
/** All divisors divide it, so that a sum over several units is rounded once. */
const COMMON = 1_000_000n;

/**
 * What partner usage costs by the card, summed over all units and rounded half-even once; null while unpriced.
 * A model's own prices come before those for any model. Calls and seconds describe every usage and need no price;
 * tokens and credits that were used must have one, unless the partner charges by the call or the second.
 */
export function priceUsage(
  card: RateCardTerms | null,
  providerId: string,
  model: string,
  quantities: UsageQuantities,
): bigint | null {
  const ofProvider = card?.providerPrices.filter((price) => price.providerId === providerId) ?? [];
  const own = ofProvider.filter((price) => price.model === model);
  const prices = new Map(
    (own.length > 0 ? own : ofProvider.filter((price) => price.model === ANY_MODEL)).map((price) => [
      price.unit,
      price.nanoUsd,
    ]),
  );
  if (prices.size === 0) return null;
  const isFlat = prices.has('CALL') || prices.has('SECOND');
  let numerator = 0n;
  for (const [unit, { quantity, per }] of Object.entries(PER_UNIT) as [
    PriceUnit,
    (typeof PER_UNIT)[PriceUnit],
  ][]) {
    const amount = BigInt(quantities[quantity]);
    const price = prices.get(unit);
    if (price !== undefined) numerator += amount * price * (COMMON / per);
    else if (amount > 0n && !isFlat && quantity !== 'calls' && quantity !== 'durationMs') return null;
  }
  return divideHalfEven(numerator, COMMON);
}
