import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/loaders';
import { GraphQLError } from 'graphql';
import type { Effect as EffectRecord } from '../domain/effect.ts';
import type { EffectRevision as RevisionRecord } from '../domain/revision.ts';
import type { EffectResolvers, EffectRevisionResolvers } from '../generated/resolvers.ts';
import { effectsById } from '../persistence/effect-rows.ts';
import { findRevision, revisionsOfEffects } from '../persistence/revision-rows.ts';

const effects = (ctx: CallContext) =>
  loader<string, EffectRecord>(ctx, 'gallery-effect', (ids) =>
    ctx.db.transaction(ctx, (tx) => effectsById(tx, ids)),
  );
const revisions = (ctx: CallContext) =>
  loader<string, RevisionRecord>(ctx, 'gallery-revision-of-effect', (effectIds) =>
    ctx.db.transaction(ctx, (tx) => revisionsOfEffects(tx, effectIds)),
  );

export const Effect: EffectResolvers = {
  __resolveReference: async ({ id }, ctx) => effects(ctx).load(id),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  creator: ({ ownerId }) => ({ id: ownerId }),
  previewUrl: ({ previewKey }, _args, ctx) => (previewKey ? ctx.storage.signedGet(previewKey) : null),
  revision: async ({ id }, _args, ctx) => {
    const revision = await revisions(ctx).load(id);
    if (!revision) throw new GraphQLError('The effect is gone.', { extensions: { code: 'NOT_FOUND' } });
    return revision;
  },
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
