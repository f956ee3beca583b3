import { isId } from '@effect-studio/kernel/ids';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { effectsById, publishedEffect } from '../persistence/effect-rows.ts';
import { managedEffects } from '../persistence/managed-effects.ts';
import { reportsByPerson, reportsOf } from '../persistence/report-rows.ts';
import { listEffects } from '../use-cases/list-effects.ts';
import { listCategories, listTags } from '../use-cases/list-shelves.ts';
import { managedCursor, readManagedCursor } from '../use-cases/listing-cursor.ts';
import { publicView } from '../use-cases/public-view.ts';

export const Query: QueryResolvers = {
  effects: async (_root, { first, after, filter, order }, ctx) => {
    const { effects, hasNextPage, isApproximate } = await listEffects(ctx, {
      first: first ?? 20,
      after: after ?? null,
      search: filter?.search ?? null,
      effectTypeId: filter?.effectTypeId ?? null,
      categoryId: filter?.categoryId ?? null,
      tags: filter?.tags ?? [],
      order: order ?? 'NEWEST',
    });
    const edges = effects.map(({ effect: node, cursor }) => ({ cursor, node }));
    return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage }, isApproximate };
  },
  galleryCategories: (_root, _args, ctx) => listCategories(ctx, { withHidden: false }),
  managedCategories: (_root, _args, ctx) => listCategories(ctx, { withHidden: true }),
  galleryTags: (_root, { first }, ctx) => listTags(ctx, first ?? 24),
  managedEffects: async (_root, { first, after, isPublished }, ctx) => {
    const limit = Math.min(Math.max(first ?? 50, 1), 100);
    const behind = after ? readManagedCursor(after) : null;
    const rows = await ctx.db.transaction(ctx, (tx) =>
      managedEffects(tx, { behind, limit: limit + 1, isPublished: isPublished ?? null }),
    );
    const edges = rows.slice(0, limit).map((node) => ({ node, cursor: managedCursor(node) }));
    const pageInfo = { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > limit };
    return { edges, pageInfo, isApproximate: false };
  },
  effectReports: async (_root, { status, first, after }, ctx) => {
    const limit = Math.min(Math.max(first ?? 50, 1), 100);
    const behind = after ? readManagedCursor(after) : null;
    const rows = await ctx.db.transaction(ctx, (tx) => reportsOf(tx, { status, behind, limit: limit + 1 }));
    const edges = rows.slice(0, limit).map((node) => ({ node, cursor: managedCursor(node) }));
    return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > limit } };
  },
  myEffectReport: async (_root, { effectId }, ctx) => {
    const { subjectId } = ctx.caller;
    if (!isId(effectId) || !subjectId) return null;
    const mine = await ctx.db.transaction(ctx, (tx) => reportsByPerson(tx, [effectId], subjectId));
    return mine.get(effectId) ?? null;
  },
  managedEffect: async (_root, { id }, ctx) =>
    isId(id) ? ((await ctx.db.transaction(ctx, (tx) => effectsById(tx, [id]))).get(id) ?? null) : null,
  effectToRun: async (_root, { id }, ctx) => {
    if (!isId(id)) return null;
    const found = (await ctx.db.transaction(ctx, (tx) => effectsById(tx, [id]))).get(id);
    return found?.isPublished ? found : null;
  },
  effect: (_root, { slug }, ctx) =>
    publicView(ctx, 'effect', [slug], () => ctx.db.transaction(ctx, (tx) => publishedEffect(tx, slug))),
};
