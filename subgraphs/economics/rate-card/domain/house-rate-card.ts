import { ANY_PROVIDER, type RateCardTerms } from './rate-card.ts';

/**
 * The prices that the studio starts with. A token is worth a tenth of a cent and a run costs 20 of them
 * (USD 0.02). The CPU instances are priced like general cloud machines of 2, 4 and 8 virtual cores, so each
 * step up costs twice as much per hour; the GPU instances like cloud machines with one T4 and one A10G. The machine that the studio itself runs on costs its electricity: 25 W
 * at USD 0.20 per kWh. Owners of agents keep 70 % of what their work costs.
 */
export const HOUSE_RATE_CARD: RateCardTerms = {
  tokenRateNanoUsd: 1_000_000n,
  runPriceTokens: 20,
  effectPrices: [],
  instanceRates: [
    { providerId: 'cpu-swift', instanceType: 'cpu.swift', nanoUsdPerHour: 85_000_000n },
    { providerId: 'cpu-studio', instanceType: 'cpu.studio', nanoUsdPerHour: 170_000_000n },
    { providerId: 'cpu-atelier', instanceType: 'cpu.atelier', nanoUsdPerHour: 340_000_000n },
    { providerId: 'comfyui-canvas', instanceType: 'gpu.canvas', nanoUsdPerHour: 530_000_000n },
    { providerId: 'comfyui-diffusion', instanceType: 'gpu.diffusion', nanoUsdPerHour: 1_010_000_000n },
    { providerId: ANY_PROVIDER, instanceType: 'cpu.small', nanoUsdPerHour: 5_000_000n },
  ],
  spotMultiplierPpm: 1_000_000,
  providerPrices: [],
  agentPayPpm: 700_000,
};
