import { type CallContext, hasRole } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { GraphQLError } from 'graphql';
import type { Effect as EffectRecord } from '../domain/effect.ts';
import { triedAs } from '../domain/house-check.ts';
import type { Pin } from '../domain/pin.ts';
import type { RevisionContent, EffectRevision as RevisionRecord } from '../domain/revision.ts';
import { revisionChanges } from '../domain/revision-changes.ts';
import { mayShowAgain, mayWithdraw } from '../domain/standing.ts';
import { type Category, OTHER_CATEGORY_ID } from '../domain/style-taxonomy.ts';
import type {
  EffectPinResolvers,
  EffectReportResolvers,
  EffectResolvers,
  EffectRevisionResolvers,
  GalleryCategoryResolvers,
  HouseCheckResolvers,
  RunResolvers,
} from '../generated/resolvers.ts';
import { candidatesOf } from '../persistence/candidate-rows.ts';
import { effectsById } from '../persistence/effect-rows.ts';
import { houseChecksOf } from '../persistence/house-check-rows.ts';
import { previewFootageOf } from '../persistence/preview-footage.ts';
import { findRevision, pinsOfEffects, revisionsOfEffects } from '../persistence/revision-rows.ts';
import { countByCategory } from '../persistence/shelf-rows.ts';
import { findNearDuplicates } from '../use-cases/find-near-duplicates.ts';
import { allCategories } from '../use-cases/list-shelves.ts';

const effects = (ctx: CallContext) =>
  loader<string, EffectRecord>(ctx, 'gallery-effect', (ids) =>
    ctx.db.transaction(ctx, (tx) => effectsById(tx, ids)),
  );
const revisions = (ctx: CallContext) =>
  loader<string, RevisionRecord>(ctx, 'gallery-revision-of-effect', (effectIds) =>
    ctx.db.transaction(ctx, (tx) => revisionsOfEffects(tx, effectIds)),
  );
const pins = (ctx: CallContext) =>
  loader<string, Pin[]>(ctx, 'gallery-pins-of-effect', (effectIds) =>
    ctx.db.transaction(ctx, (tx) => pinsOfEffects(tx, effectIds)),
  );

const previewFootage = (ctx: CallContext) =>
  loader<string, string>(ctx, 'gallery-preview-footage', (ids) =>
    ctx.db.transaction(ctx, (tx) => previewFootageOf(tx, ids)),
  );

const categories = (ctx: CallContext) =>
  loader<string, Category>(ctx, 'gallery-category', () =>
    ctx.db.transaction(ctx, async (tx) => new Map((await allCategories(tx)).map((one) => [one.id, one]))),
  );
const counts = (ctx: CallContext) =>
  loader<string, number>(ctx, 'gallery-category-count', () => ctx.db.transaction(ctx, countByCategory));

export const GalleryCategory: GalleryCategoryResolvers = {
  effectCount: async ({ id }, _args, ctx) => (await counts(ctx).load(id)) ?? 0,
};

export const Effect: EffectResolvers = {
  __resolveReference: async ({ id }, ctx) => effects(ctx).load(id),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  creator: ({ ownerId }) => ({ id: ownerId }),
  category: async ({ categoryId }, _args, ctx) => {
    const known = categories(ctx);
    return ((await known.load(categoryId)) ?? (await known.load(OTHER_CATEGORY_ID)))!;
  },
  previewUrl: ({ id, previewKey, isPublished }, _args, ctx) => {
    if (!previewKey) return null;
    if (isPublished) return ctx.media.url(id, previewKey);
    // The edge has dropped it; those who decide about it still see it.
    return hasRole(ctx.caller, 'admin') ? ctx.storage.signedGet(previewKey) : null;
  },
  takenOutBy: ({ ownerId, takenOutBy }, _args, ctx) =>
    ownerId === ctx.caller.subjectId || hasRole(ctx.caller, 'admin') ? takenOutBy : null,
  mayWithdraw: (effect, _args, ctx) => mayWithdraw(effect, ctx.caller.subjectId),
  mayShowAgain: (effect, _args, ctx) => mayShowAgain(effect, ctx.caller.subjectId),
  previewFootage: async ({ id }, _args, ctx) => {
    const videoId = await previewFootage(ctx).load(id);
    return videoId ? { id: videoId } : null;
  },
  revision: async ({ id }, _args, ctx) => {
    const revision = await revisions(ctx).load(id);
    if (!revision) throw new GraphQLError('The effect is gone.', { extensions: { code: 'NOT_FOUND' } });
    return revision;
  },
  pins: async ({ id }, _args, ctx) => {
    const all = (await pins(ctx).load(id)) ?? [];
    return all.map((pin, index) => ({ ...pin, before: all[index + 1]?.revision.content ?? null }));
  },
};

export const EffectPin: EffectPinResolvers = {
  run: ({ runId }) => (runId === null ? null : { id: runId }),
  pinnedBy: ({ pinnedBy }) => ({ id: pinnedBy }),
  changes: ({ before, revision }) => (before ? revisionChanges(before, revision.content) : []),
};

/** A report shows its effect also when that was taken out: by then only to admins and the creator. */
export const EffectReport: EffectReportResolvers = {
  effect: async ({ effectId }, _args, ctx) => {
    const effect = await effects(ctx).load(effectId);
    if (!effect) throw new GraphQLError('The effect is gone.', { extensions: { code: 'NOT_FOUND' } });
    return effect;
  },
  reporter: ({ ownerId }) => ({ id: ownerId }),
  decidedBy: ({ decidedBy }) => (decidedBy === null ? null : { id: decidedBy }),
};

const candidates = (ctx: CallContext) =>
  loader<string, RevisionContent>(ctx, 'gallery-candidate', (runIds) =>
    ctx.db.transaction(ctx, (tx) => candidatesOf(tx, runIds)),
  );

export const Run: RunResolvers = {
  __resolveReference: async ({ id }, ctx) => ((await candidates(ctx).load(id)) ? { id } : null),
  nearDuplicates: async ({ id }, _args, ctx) => {
    const content = await candidates(ctx).load(id!);
    return content && findNearDuplicates(ctx, id!, content);
  },
  houseChecks: async ({ id }, _args, ctx) => {
    const content = await candidates(ctx).load(id!);
    return content && ctx.db.transaction(ctx, (tx) => houseChecksOf(tx, id!, triedAs(content)));
  },
};

export const HouseCheck: HouseCheckResolvers = {
  resultUrl: ({ outputKey }, _args, ctx) => (outputKey ? ctx.storage.signedGet(outputKey) : null),
};

export const EffectRevision: EffectRevisionResolvers = {
  __resolveReference: async ({ id }, ctx) => ctx.db.transaction(ctx, (tx) => findRevision(tx, id)),
  effectType: ({ content }) => ({ id: content.effectTypeId }),
  workflows: ({ content }) =>
    content.workflows.map(({ workflowId, digest }) => ({ workflow: { id: workflowId }, digest })),
  content: ({ content }) => content,
  promptText: ({ content }) => content.promptVariant.text,
  composite: ({ content }) => content.composite,
};
