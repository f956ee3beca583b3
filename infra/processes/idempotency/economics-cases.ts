import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { approvedRecommendation } from '@effect-studio/economics/recommendations/testing/approved-recommendation';
import economics from '@effect-studio/economics/subgraph';
import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter } from './mutation-case.ts';
import { openRouting, ROUTING_MUTATIONS, routingCases } from './routing-cases.ts';

const GIFT_TOKENS = 5;

export const economicsCases: ContextCases = {
  context: 'economics',
  names: ['topUpWallet', 'generateRecommendations', 'markRecommendationApplied', ...ROUTING_MUTATIONS],
  open: async (options) => {
    const studio = await TestStudio.open([economics], options);
    await openRouting(studio);
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        ...routingCases(studio),
        topUpWallet: async () => {
          const userId = newId();
          const opening = { userId, amountTokens: 1, reason: 'Opened', key: newId() };
          await topUpWallet(studio.call('economics'), opening);
          const given = async () => {
            const { rows } = await studio.ownerPool.query<{ available_tokens: string }>(
              'select available_tokens from economics.wallet where owner_id = $1',
              [userId],
            );
            return (Number(rows[0]!.available_tokens) - opening.amountTokens) / GIFT_TOKENS;
          };
          const input = { userId, amountTokens: GIFT_TOKENS, reason: 'A gift' };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, amountTokens: 2 * GIFT_TOKENS },
            countEffects: given,
          };
        },
        generateRecommendations: async () => {
          await studio.ownerPool.query(`delete from economics.job where kind = 'advice-round'`);
          return {
            caller: admin(),
            input: {},
            otherInput: { kinds: ['PRICE_ADJUSTMENT'] },
            countEffects: counter(
              studio,
              `select count(*) from economics.job where kind = 'advice-round'`,
              [],
            ),
          };
        },
        markRecommendationApplied: async () => {
          const recommendationId = await approvedRecommendation(studio);
          return {
            caller: admin(),
            input: { recommendationId },
            otherInput: { recommendationId: await approvedRecommendation(studio) },
            countEffects: counter(
              studio,
              'select version - 2 as count from economics.recommendation where id = $1',
              [recommendationId],
            ),
          };
        },
      },
    };
  },
};
