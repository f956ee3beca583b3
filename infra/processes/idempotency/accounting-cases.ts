import economics from '@effect-studio/economics/subgraph';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter } from './mutation-case.ts';

/** Prices, limits, budgets and invoices. */
export const accountingCases: ContextCases = {
  context: 'economics',
  names: ['publishRateCard'],
  open: async (options) => {
    const studio = await TestStudio.open([economics], options);
    let price = 10;
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        publishRateCard: async () => {
          price += 1;
          const input = {
            tokenRateNanoUsd: '1000000',
            runPriceTokens: price,
            instanceRates: [{ providerId: 'cpu', instanceType: 'cpu.small', nanoUsdPerHour: '1' }],
            note: 'Dearer',
          };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, note: 'Much dearer' },
            countEffects: counter(studio, 'select count(*) from economics.rate_card', []),
          };
        },
      },
    };
  },
};
