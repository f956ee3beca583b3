import type { CallContext } from '@effect-studio/kernel/context';
import { type NotFound, notFound } from '@effect-studio/kernel/errors';
import type { Effect } from '../domain/effect.ts';
import type { EffectReport } from '../domain/report.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { effectsById } from '../persistence/effect-rows.ts';
import { findReport } from '../persistence/report-rows.ts';
import { decideEffectReport } from '../use-cases/decide-report.ts';
import { editEffectListing } from '../use-cases/edit-listing.ts';
import { reportEffect } from '../use-cases/report-effect.ts';
import { republishEffect } from '../use-cases/republish-effect.ts';
import { rollBackEffect } from '../use-cases/roll-back-effect.ts';
import { saveGalleryCategory } from '../use-cases/save-category.ts';
import { unpublishEffect } from '../use-cases/unpublish-effect.ts';
import { showEffectAgain, withdrawEffect } from '../use-cases/withdraw-effect.ts';

export const Mutation: MutationResolvers = {
  reportEffect: async (_root, { input }, ctx) =>
    asReport(ctx, await reportEffect(ctx, { ...input, details: input.details ?? '' })),
  decideEffectReport: async (_root, { input }, ctx) => asReport(ctx, await decideEffectReport(ctx, input)),
  editEffectListing: async (_root, { input }, ctx) => asEffect(ctx, await editEffectListing(ctx, input)),
  saveGalleryCategory: async (_root, { input }, ctx) => {
    const result = await saveGalleryCategory(ctx, input);
    return '__typename' in result ? result : { __typename: 'GalleryCategory', ...result };
  },
  rollBackEffect: async (_root, { input }, ctx) => asEffect(ctx, await rollBackEffect(ctx, input)),
  unpublishEffect: async (_root, { input }, ctx) => asEffect(ctx, await unpublishEffect(ctx, input)),
  republishEffect: async (_root, { input }, ctx) => asEffect(ctx, await republishEffect(ctx, input)),
  withdrawEffect: async (_root, { input }, ctx) => asEffect(ctx, await withdrawEffect(ctx, input)),
  showEffectAgain: async (_root, { input }, ctx) => {
    const consentPublicPreview = input.consentPublicPreview ?? false;
    return asEffect(ctx, await showEffectAgain(ctx, { ...input, consentPublicPreview }));
  },
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

/** The report that a command was about as it is now, or the problem. */
async function asReport<Problem extends { __typename: string }>(
  ctx: CallContext,
  result: { id: string } | Problem,
): Promise<Problem | NotFound | (EffectReport & { __typename: 'EffectReport' })> {
  if ('__typename' in result) return result;
  const report = await ctx.db.transaction(ctx, (tx) => findReport(tx, result.id));
  return report ? { __typename: 'EffectReport', ...report } : notFound('report', result.id);
}
