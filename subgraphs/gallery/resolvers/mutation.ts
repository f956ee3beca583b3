import type { CallContext } from '@effect-studio/kernel/context';
import { type NotFound, notFound } from '@effect-studio/kernel/errors';
import type { Effect } from '../domain/effect.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { effectsById } from '../persistence/effect-rows.ts';
import { editEffectListing } from '../use-cases/edit-listing.ts';
import { rollBackEffect } from '../use-cases/roll-back-effect.ts';
import { saveGalleryCategory } from '../use-cases/save-category.ts';
import { unpublishEffect } from '../use-cases/unpublish-effect.ts';

export const Mutation: MutationResolvers = {
  editEffectListing: async (_root, { input }, ctx) => asEffect(ctx, await editEffectListing(ctx, input)),
  saveGalleryCategory: async (_root, { input }, ctx) => {
    const result = await saveGalleryCategory(ctx, input);
    return '__typename' in result ? result : { __typename: 'GalleryCategory', ...result };
  },
  rollBackEffect: async (_root, { input }, ctx) => asEffect(ctx, await rollBackEffect(ctx, input)),
  unpublishEffect: async (_root, { input }, ctx) => asEffect(ctx, await unpublishEffect(ctx, input)),
};

/** The effect that a command was about as it is now, or the problem. */
async function asEffect<Problem extends { __typename: string }>(
  ctx: CallContext,
  result: { id: string } | Problem,
): Promise<Problem | NotFound | (Effect & { __typename: 'Effect' })> {
  if ('__typename' in result) return result;
  const effect = (await ctx.db.transaction(ctx, (tx) => effectsById(tx, [result.id]))).get(result.id);
  return effect ? { __typename: 'Effect', ...effect } : notFound('effect', result.id);
}
