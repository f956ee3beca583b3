import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import type {
  EffectPriceResolvers,
  MutationResolvers,
  PublishRateCardResultResolvers,
  QueryResolvers,
  RateCardPublicationResolvers,
  Resolvers,
  WorkflowCostEstimateResolvers,
} from '../generated/resolvers.ts';
import { ANY_MODEL, priceWork } from './domain/rate-card.ts';
import { publishPrices } from './use-cases/publish-rate-card.ts';
import { quoteRun } from './use-cases/quote-run.ts';
import { loadRateCard, readRateCard, readRateCards } from './use-cases/read-rate-cards.ts';

const Query = {
  quoteRun: (_parent, { effectTypeId }, ctx) => quoteRun(ctx, effectTypeId ?? null),
  rateCard: (_parent, { asOf }, ctx) => readRateCard(ctx, asOf ?? null),
  rateCards: async (_parent, { first, after }, ctx) => {
    const position = parsePosition(after);
    const page = await readRateCards(ctx, first ?? 20, position === null ? null : Number(position));
    return {
      edges: page.cards.map((node) => ({ cursor: String(node.version), node })),
      pageInfo: {
        endCursor: page.cards.at(-1)?.version.toString() ?? null,
        hasNextPage: page.hasNextPage,
      },
    };
  },
} satisfies QueryResolvers;

const Mutation = {
  publishRateCard: (_parent, { input }, ctx) => {
    const { idempotencyKey, note, effectiveFrom } = input;
    const terms = {
      tokenRateNanoUsd: input.tokenRateNanoUsd,
      runPriceTokens: input.runPriceTokens,
      effectPrices: input.effectPrices ?? [],
      instanceRates: input.instanceRates,
      spotMultiplierPpm: input.spotMultiplierPpm ?? 1_000_000,
      providerPrices: (input.providerPrices ?? []).map((price) => ({
        ...price,
        model: price.model ?? ANY_MODEL,
      })),
      agentPayPpm: input.agentPayPpm ?? 700_000,
    };
    const when = effectiveFrom ? { effectiveFrom } : {};
    return publishPrices(ctx, { terms, note, ...when, key: idempotencyKey });
  },
} satisfies MutationResolvers;

const EffectPrice: EffectPriceResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

const RateCardPublication: RateCardPublicationResolvers = {
  rateCard: async ({ version }, _args, ctx) => (await loadRateCard(ctx, version))!,
  previous: ({ previousVersion }, _args, ctx) =>
    previousVersion === null ? null : loadRateCard(ctx, previousVersion),
};

const PublishRateCardResult: PublishRateCardResultResolvers = {
  __resolveType: (result) => ('__typename' in result ? result.__typename : 'RateCardPublication'),
};

const WorkflowCostEstimate: WorkflowCostEstimateResolvers = {
  __resolveReference: async (reference) => reference,
  costNanoUsd: async ({ providerId, instanceType, busyMs }, _args, ctx) => {
    return priceWork(await readRateCard(ctx, null), providerId ?? '', busyMs ?? 0, instanceType ?? '')
      .costNanoUsd;
  },
};

/** What things cost. */
export const priceResolvers = {
  Query,
  Mutation,
  EffectPrice,
  RateCardPublication,
  PublishRateCardResult,
  WorkflowCostEstimate,
} satisfies Resolvers;
