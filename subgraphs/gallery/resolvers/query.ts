import { isId } from '@effect-studio/kernel/ids';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { effectsById, publishedEffect } from '../persistence/effect-rows.ts';
import { listEffects } from '../use-cases/list-effects.ts';

export const Query: QueryResolvers = {
  effects: async (_root, { first, after, filter, order }, ctx) => {
    const { effects, hasNextPage } = await listEffects(ctx, {
      first: first ?? 20,
      after: after ?? null,
      search: filter?.search ?? null,
      effectTypeId: filter?.effectTypeId ?? null,
      order: order ?? 'NEWEST',
    });
    const edges = effects.map(({ effect: node, cursor }) => ({ cursor, node }));
    return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage } };
  },
  effectToRun: async (_root, { id }, ctx) => {
    if (!isId(id)) return null;
    const found = (await ctx.db.transaction(ctx, (tx) => effectsById(tx, [id]))).get(id);
    return found?.isPublished ? found : null;
  },
  effect: (_root, { slug }, ctx) => ctx.db.transaction(ctx, (tx) => publishedEffect(tx, slug)),
};
