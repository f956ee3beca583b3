import { notFound } from '@effect-studio/kernel/errors';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { effectsById } from '../persistence/effect-rows.ts';
import { unpublishEffect } from '../use-cases/unpublish-effect.ts';

export const Mutation: MutationResolvers = {
  unpublishEffect: async (_root, { input }, ctx) => {
    const result = await unpublishEffect(ctx, input);
    if ('__typename' in result) return result;
    const effect = (await ctx.db.transaction(ctx, (tx) => effectsById(tx, [result.id]))).get(result.id);
    return effect ? { __typename: 'Effect', ...effect } : notFound('effect', result.id);
  },
};
