import { houseLibrary } from '@effect-studio/economics/benchmarks/domain/benchmark-case';
import { keepLibrary } from '@effect-studio/economics/benchmarks/use-cases/keep-library';
import { actedUpon } from '@effect-studio/economics/bottlenecks/testing/acted-upon';
import { saturatedFleet } from '@effect-studio/economics/bottlenecks/testing/saturated-fleet';
import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { seedHouseRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import { approvedRecommendation } from '@effect-studio/economics/recommendations/testing/approved-recommendation';
import economics from '@effect-studio/economics/subgraph';
import { buyTokens } from '@effect-studio/economics/top-ups/use-cases/buy-tokens';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter } from './mutation-case.ts';
import { openRouting, ROUTING_MUTATIONS, routingCases } from './routing-cases.ts';

const GIFT_TOKENS = 5;

/** Something to compare providers on, and prices for it. */
async function furnishLibrary(studio: TestStudio): Promise<void> {
  const clips = ['One', 'Two'].map((name) => ({ name, videoId: newId() }));
  await seedHouseRateCard(studio.call('economics'));
  await keepLibrary(studio.call('economics'), houseLibrary(['duotone'], clips));
}

export const economicsCases: ContextCases = {
  context: 'economics',
  names: [
    'topUpWallet',
    'buyTokens',
    'settleTestPayment',
    'generateRecommendations',
    'markRecommendationApplied',
    'startBenchmark',
    'revertAction',
    'revertFleetAction',
    ...ROUTING_MUTATIONS,
  ],
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
        buyTokens: async () => {
          process.env.STUDIO_MODE = 'embedded';
          const caller = creator();
          const orders = 'select count(*) from economics.top_up_order where owner_id = $1';
          return {
            caller,
            input: { amountTokens: 20 },
            otherInput: { amountTokens: 30 },
            countEffects: counter(studio, orders, [caller.subjectId]),
          };
        },
        settleTestPayment: async () => {
          process.env.STUDIO_MODE = 'embedded';
          const caller = creator();
          const call = studio.call('economics', caller);
          const order = await buyTokens(call, { amountTokens: 20, idempotencyKey: newId() });
          if (order.__typename !== 'TopUpOrder') throw new Error(order.humanReadableCause);
          const booked = 'select count(*) from economics.ledger_transfer where id = $1';
          return {
            caller,
            input: { orderId: order.id, isPaid: true },
            otherInput: { orderId: order.id, isPaid: false },
            countEffects: counter(studio, booked, [order.id]),
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
        startBenchmark: async () => {
          const ofLibrary = await studio.ownerPool.query('select 1 from economics.benchmark_case limit 1');
          if (ofLibrary.rowCount === 0) await furnishLibrary(studio);
          return {
            caller: admin(),
            input: { repeats: 1 },
            otherInput: { repeats: 2 },
            countEffects: counter(studio, 'select count(*) from economics.benchmark_round', []),
          };
        },
        revertAction: async () => {
          const { actionId } = await actedUpon(studio);
          return {
            caller: admin(),
            input: { actionId, reason: 'It was right.' },
            otherInput: { actionId, reason: 'It was wrong.' },
            countEffects: counter(
              studio,
              `select count(*) from bus.event where type = 'ActionReverted.v1' and aggregate_id = $1`,
              [actionId],
            ),
          };
        },
        revertFleetAction: async () => {
          const { actionId } = await saturatedFleet(studio);
          return {
            caller: admin(),
            input: { actionId, reason: 'Enough.' },
            otherInput: { actionId, reason: 'Too many.' },
            countEffects: counter(
              studio,
              `select count(*) from bus.event where type = 'FleetActionReverted.v1' and aggregate_id = $1`,
              [actionId],
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
