import { notFound } from '@effect-studio/kernel/errors';
import type { MutationResolvers, QualityWeightsResolvers, QueryResolvers } from '../generated/resolvers.ts';
import { weightsVersions } from '../persistence/weights-versions.ts';
import { applyQualityWeights } from '../use-cases/apply-quality-weights.ts';

export const qualityWeights: NonNullable<QueryResolvers['qualityWeights']> = (_root, _args, ctx) =>
  ctx.db.transaction(ctx, (tx) => weightsVersions(tx));

export const mutationResolvers: MutationResolvers = {
  applyQualityWeights: async (_root, { input }, ctx) => {
    const applied = await applyQualityWeights(ctx, input);
    if ('__typename' in applied) return applied;
    const versions = await ctx.db.transaction(ctx, (tx) => weightsVersions(tx));
    const found = versions.find(({ version }) => version === applied.version);
    return found
      ? { ...found, __typename: 'QualityWeights' }
      : notFound('version of the quality weights', String(applied.version));
  },
};

export const weightsResolvers: QualityWeightsResolvers = {
  standing: ({ isInForce, isBetter, appliedAt }) =>
    isInForce ? 'IN_FORCE' : !isBetter ? 'NOT_BETTER' : appliedAt ? 'RETIRED' : 'PROPOSED',
};
