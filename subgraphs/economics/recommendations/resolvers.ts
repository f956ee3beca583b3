import type { CallContext } from '@effect-studio/kernel/context';
import { notFound } from '@effect-studio/kernel/errors';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import type {
  MoneyEstimateResolvers,
  MutationResolvers,
  QueryResolvers,
  RecommendationResolvers,
  Resolvers,
} from '../generated/resolvers.ts';
import type { Recommendation as RecommendationModel } from './domain/stored-recommendation.ts';
import { recommendationPage, recommendationsById } from './persistence/recommendations.ts';
import { askForRound } from './use-cases/ask-for-round.ts';
import { markAppliedByHand } from './use-cases/mark-applied-by-hand.ts';

const PAGE_LIMIT = 100;

const load = (ctx: CallContext, id: string): Promise<RecommendationModel | null> =>
  loader<string, RecommendationModel>(ctx, 'economics-recommendation', (ids) =>
    ctx.db.transaction(ctx, (tx) => recommendationsById(tx, ids)),
  ).load(id);

const Query = {
  recommendations: async (_parent, { first, after, state, kind }, ctx) => {
    const limit = Math.min(Math.max(first ?? 20, 1), PAGE_LIMIT);
    const rows = await ctx.db.transaction(ctx, (tx) =>
      recommendationPage(tx, {
        state: state ?? null,
        kind: kind ?? null,
        beforeId: isId(after) ? after : null,
        limit: limit + 1,
      }),
    );
    const page = rows.slice(0, limit);
    return {
      edges: page.map((node) => ({ cursor: node.id, node })),
      pageInfo: { endCursor: page.at(-1)?.id ?? null, hasNextPage: rows.length > limit },
    };
  },
  recommendation: (_parent, { id }, ctx) => (isId(id) ? load(ctx, id) : null),
} satisfies QueryResolvers;

const Mutation = {
  generateRecommendations: async (_parent, { input }, ctx) => {
    const answer = await askForRound(ctx, {
      kinds: input.kinds ?? null,
      idempotencyKey: input.idempotencyKey,
    });
    return '__typename' in answer ? answer : { __typename: 'RecommendationRound' as const, ...answer };
  },
  markRecommendationApplied: async (_parent, { input }, ctx) => {
    const answer = await markAppliedByHand(ctx, input);
    if ('__typename' in answer) return answer;
    const applied = await load(ctx, answer.id);
    return applied
      ? { __typename: 'Recommendation' as const, ...applied }
      : notFound('recommendation', answer.id);
  },
} satisfies MutationResolvers;

const Recommendation: RecommendationResolvers = {
  __resolveReference: async ({ id }, ctx) => (isId(id) ? load(ctx, id) : null),
  effectType: ({ proposal }) =>
    'effectTypeId' in proposal && proposal.effectTypeId ? { id: proposal.effectTypeId } : null,
  toProvider: ({ proposal }) => (proposal.kind === 'PROVIDER_SWITCH' ? { id: proposal.toProviderId } : null),
  toWorkflow: ({ proposal }) =>
    'toWorkflowId' in proposal && proposal.toWorkflowId ? { id: proposal.toWorkflowId } : null,
  decidedBy: ({ decidedBy }) => (decidedBy ? { id: decidedBy } : null),
};

const MoneyEstimate: MoneyEstimateResolvers = {
  interval: ({ lowerNanoUsd, upperNanoUsd, level }) => ({ lowerNanoUsd, upperNanoUsd, level }),
};

/** What would pay, what was decided about it, and what it brought. */
export const recommendationResolvers = { Query, Mutation, Recommendation, MoneyEstimate } satisfies Resolvers;
