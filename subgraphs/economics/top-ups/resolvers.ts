import type {
  BuyTokensResultResolvers,
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  SettleTestPaymentResultResolvers,
  TopUpOrderResolvers,
} from '../generated/resolvers.ts';
import { paymentProvider } from './config.ts';
import { inDollars } from './domain/top-up-order.ts';
import { buyTokens, settleTestPayment } from './use-cases/buy-tokens.ts';
import { loadOrder, quoteTopUp, readOrders } from './use-cases/read-orders.ts';

const Query = {
  quoteTopUp: (_parent, { amountTokens }, ctx) => quoteTopUp(ctx, amountTokens),
  topUpOrders: async (_parent, { first, after }, ctx) => {
    const { orders, hasNextPage } = await readOrders(ctx, first ?? 20, after ?? null);
    return {
      edges: orders.map((node) => ({ cursor: node.id, node })),
      pageInfo: { endCursor: orders.at(-1)?.id ?? null, hasNextPage },
    };
  },
} satisfies QueryResolvers;

const Mutation = {
  buyTokens: async (_parent, { input }, ctx) => {
    const answer = await buyTokens(ctx, input);
    return answer.__typename === 'TopUpOrder' ? loadOrder(ctx, answer.id) : answer;
  },
  settleTestPayment: async (_parent, { input }, ctx) => {
    const answer = await settleTestPayment(ctx, input);
    return answer.__typename === 'TopUpOrder' ? loadOrder(ctx, answer.id) : answer;
  },
} satisfies MutationResolvers;

const TopUpOrder: TopUpOrderResolvers = {
  priceUsd: ({ priceNanoUsd }) => inDollars(priceNanoUsd),
  checkoutUrl: (order) =>
    order.state === 'PENDING' && order.paymentProvider === paymentProvider()?.id
      ? (paymentProvider()?.checkoutUrl(order) ?? null)
      : null,
  isTestPayment: ({ paymentProvider: id }) =>
    paymentProvider()?.id === id && (paymentProvider()?.isTest ?? false),
};

const typeOf = (result: object): string =>
  '__typename' in result && typeof result.__typename === 'string' ? result.__typename : 'TopUpOrder';

const BuyTokensResult: BuyTokensResultResolvers = {
  __resolveType: (result) => typeOf(result) as 'TopUpOrder',
};
const SettleTestPaymentResult: SettleTestPaymentResultResolvers = {
  __resolveType: (result) => typeOf(result) as 'TopUpOrder',
};

/** People buying tokens for themselves. */
export const topUpResolvers = {
  Query,
  Mutation,
  TopUpOrder,
  BuyTokensResult,
  SettleTestPaymentResult,
} satisfies Resolvers;
