import type { RateCardTerms } from '@effect-studio/economics/rate-card/domain/rate-card';
import { EVENTS } from './world-plan.ts';

/** The world's prices at first: a token is a tenth of a cent, machines cost what small rented GPUs do. */
const FIRST: RateCardTerms = {
  tokenRateNanoUsd: 1_000_000n,
  runPriceTokens: 45,
  effectPrices: [],
  instanceRates: [
    { providerId: 'cpu-swift', instanceType: 'cpu.swift', nanoUsdPerHour: 550_000_000n },
    { providerId: 'cpu-studio', instanceType: 'cpu.studio', nanoUsdPerHour: 950_000_000n },
    { providerId: 'cpu-atelier', instanceType: 'cpu.atelier', nanoUsdPerHour: 1_600_000_000n },
  ],
  spotMultiplierPpm: 350_000,
  providerPrices: [],
  agentPayPpm: 700_000,
};

const withRate = (terms: RateCardTerms, providerId: string, nanoUsdPerHour: bigint): RateCardTerms => ({
  ...terms,
  instanceRates: terms.instanceRates.map((rate) =>
    rate.providerId === providerId ? { ...rate, nanoUsdPerHour } : rate,
  ),
});
const DEARER = withRate(FIRST, 'cpu-atelier', 2_000_000_000n);

/** The world's rate cards, and the day from the origin on which each begins. */
export const WORLD_PRICES: readonly { day: number; note: string; terms: RateCardTerms }[] = [
  { day: 0, note: 'World: first prices', terms: FIRST },
  { day: EVENTS.rateRiseDay, note: 'World: Atelier raised its rate by a quarter', terms: DEARER },
  {
    day: EVENTS.priceRiseDay,
    note: 'World: a run costs 50 tokens',
    terms: { ...DEARER, runPriceTokens: 50 },
  },
];
