import { createHash } from 'node:crypto';
import { divideHalfEven, MS_PER_HOUR } from '@effect-studio/kernel/money';

/** Stands for "whatever the provider" in an instance rate: what the machine itself costs, also while it waits. */
export const ANY_PROVIDER = '*';
/** Stands for "whatever the model" in a provider price. */
export const ANY_MODEL = '*';
/** Ends the instance type of a machine that may be taken away at any time, such as `gpu.a10:spot`. */
export const SPOT_SUFFIX = ':spot';
/** One whole, in millionths. */
export const PPM = 1_000_000n;

/** What one provider's machines cost. */
export interface InstanceRate {
  /** {@link ANY_PROVIDER} prices the machine itself: startup of its session and idle time. */
  providerId: string;
  instanceType: string;
  nanoUsdPerHour: bigint;
}

/** What a provider's price is for. */
export const PRICE_UNITS = [
  'CALL',
  'SECOND',
  'MILLION_INPUT_TOKENS',
  'MILLION_OUTPUT_TOKENS',
  'CREDIT',
] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** What a partner charges for one unit. */
export interface ProviderPrice {
  providerId: string;
  /** {@link ANY_MODEL} holds for models that have no price of their own. */
  model: string;
  unit: PriceUnit;
  nanoUsd: bigint;
}

/** What a run that makes one type of effect costs its creator, instead of the general price. */
export interface EffectPrice {
  effectTypeId: string;
  priceTokens: number;
}

/** All prices as they are from one moment on. */
export interface RateCardTerms {
  /** What one token is worth, in nano-USD. */
  tokenRateNanoUsd: bigint;
  /** What a run costs its creator, whatever the fan-out. */
  runPriceTokens: number;
  effectPrices: readonly EffectPrice[];
  instanceRates: readonly InstanceRate[];
  /** What a spot machine costs, in millionths of the ordinary rate. */
  spotMultiplierPpm: number;
  providerPrices: readonly ProviderPrice[];
  /** What an agent's owner gets, in millionths of the cost of the proven work. */
  agentPayPpm: number;
}

/** A version of the prices; immutable. */
export interface RateCard extends RateCardTerms {
  version: number;
  effectiveFrom: Date;
}

/** What a stretch of work costs; all null when there is no rate, which is not the same as free. */
export interface PricedWork {
  instanceType: string | null;
  /** The rate that was used, the spot multiplier included. */
  nanoUsdPerHour: bigint | null;
  costNanoUsd: bigint | null;
}

const UNPRICED: PricedWork = Object.freeze({ instanceType: null, nanoUsdPerHour: null, costNanoUsd: null });

/**
 * Cost of a machine's time: `workMs × rate ÷ 3,600,000`, multiplied first, divided once, rounded half-even. Of a
 * provider's several rates the one of the machine's own instance type holds, else the first by name.
 * @param workMs whole milliseconds
 * @param instanceType of the machine that did it; `…:spot` takes the spot multiplier
 */
export function priceWork(
  card: RateCardTerms | null,
  providerId: string,
  workMs: number,
  instanceType = '',
): PricedWork {
  const isSpot = instanceType.endsWith(SPOT_SUFFIX);
  const base = isSpot ? instanceType.slice(0, -SPOT_SUFFIX.length) : instanceType;
  const rates = card?.instanceRates.filter((candidate) => candidate.providerId === providerId) ?? [];
  const rate = rates.find((candidate) => candidate.instanceType === base) ?? firstByName(rates);
  if (!card || !rate) return UNPRICED;
  // A rate per hour is itself a price, in whole nano-USD; what follows is divided once.
  const nanoUsdPerHour = isSpot
    ? divideHalfEven(rate.nanoUsdPerHour * BigInt(card.spotMultiplierPpm), PPM)
    : rate.nanoUsdPerHour;
  return {
    instanceType: isSpot ? rate.instanceType + SPOT_SUFFIX : rate.instanceType,
    nanoUsdPerHour,
    costNanoUsd: costOfTime(workMs, nanoUsdPerHour),
  };
}

/** `ms × rate ÷ 3,600,000`, rounded half-even. @param ms whole milliseconds */
export function costOfTime(ms: number, nanoUsdPerHour: bigint): bigint {
  return divideHalfEven(BigInt(ms) * nanoUsdPerHour, MS_PER_HOUR);
}

/** What a machine of this type costs per hour, whether it works or not; null when the card does not say. */
export function machineRate(card: RateCardTerms | null, instanceType: string): bigint | null {
  const known = card?.instanceRates.some(
    (rate) => rate.providerId === ANY_PROVIDER && rate.instanceType === instanceType.replace(SPOT_SUFFIX, ''),
  );
  return known ? priceWork(card, ANY_PROVIDER, 0, instanceType).nanoUsdPerHour : null;
}

/** What a run costs its creator. @param effectTypeId null while it is not known which effect it will be */
export function runPrice(card: RateCardTerms, effectTypeId: string | null): number {
  const own = card.effectPrices.find((price) => price.effectTypeId === effectTypeId);
  return own?.priceTokens ?? card.runPriceTokens;
}

/** What tokens are worth at a card's rate; exact, since both are integers. */
export function tokensToNanoUsd(card: RateCardTerms, tokens: number): bigint {
  return BigInt(tokens) * card.tokenRateNanoUsd;
}

/** What proven work earns the machine's owner: a share of its cost, rounded half-even. */
export function agentPay(card: RateCardTerms, workCostNanoUsd: bigint): bigint {
  return divideHalfEven(workCostNanoUsd * BigInt(card.agentPayPpm), PPM);
}

/** SHA-256 of the terms in one fixed form, so that the same prices are published once. */
export function digestOfTerms(terms: RateCardTerms): string {
  const lists = [
    terms.instanceRates.map((rate) => [rate.providerId, rate.instanceType, rate.nanoUsdPerHour.toString()]),
    terms.effectPrices.map((price) => [price.effectTypeId, String(price.priceTokens)]),
    terms.providerPrices.map((price) => [
      price.providerId,
      price.model,
      price.unit,
      price.nanoUsd.toString(),
    ]),
  ].map((list) => list.map((row) => JSON.stringify(row)).sort());
  const single = [
    terms.tokenRateNanoUsd.toString(),
    terms.runPriceTokens,
    terms.spotMultiplierPpm,
    terms.agentPayPpm,
  ];
  return createHash('sha256')
    .update(JSON.stringify([...single, ...lists]))
    .digest('hex');
}

function firstByName(rates: readonly InstanceRate[]): InstanceRate | undefined {
  return [...rates].sort((a, b) => (a.instanceType < b.instanceType ? -1 : 1))[0];
}
