import { setExplorationBudget } from '@effect-studio/economics/ledger/use-cases/exploration-wallet';
import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import economics from '@effect-studio/economics/subgraph';
import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter } from './mutation-case.ts';

/** Prices, limits, budgets and invoices. */
export const accountingCases: ContextCases = {
  context: 'economics',
  names: ['publishRateCard', 'setExplorationBudget', 'setSpendingLimit', 'recordInvoice'],
  open: async (options) => {
    const studio = await TestStudio.open([economics], options);
    let price = 10;
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        recordInvoice: async () => {
          const input = {
            scope: 'PROVIDER',
            subject: newId(),
            periodStart: '2026-01-01T00:00:00Z',
            periodEnd: '2026-02-01T00:00:00Z',
            amountNanoUsd: '5',
            reference: 'R-1',
          };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, amountNanoUsd: '6' },
            countEffects: counter(studio, 'select count(*) from economics.invoice where subject = $1', [
              input.subject,
            ]),
          };
        },
        setSpendingLimit: async () => {
          const userId = newId();
          const opening = { userId, amountTokens: 1, reason: 'Opened', key: newId() };
          await topUpWallet(studio.call('economics'), opening);
          const input = { userId, period: 'DAY', limitTokens: 5 };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, limitTokens: 6 },
            countEffects: counter(
              studio,
              'select coalesce(sum(version), 0) as count from economics.spending_limit where owner_id = $1',
              [userId],
            ),
          };
        },
        setExplorationBudget: async () => {
          price += 1;
          await setExplorationBudget(studio.call('economics'), {
            period: 'DAY',
            limitNanoUsd: 1n,
            key: newId(),
          });
          const input = { period: 'DAY', limitNanoUsd: String(price) };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, period: 'WEEK' },
            countEffects: counter(studio, 'select version as count from economics.exploration_budget', []),
          };
        },
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
