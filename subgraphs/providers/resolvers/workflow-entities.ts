import type { CallContext } from '@effect-studio/kernel/context';
import { definitionJsonSchema, isWritableAdapter } from '@effect-studio/schema/workflows/check-definition';
import type { Workflow } from '../domain/catalogue.ts';
import type { WorkflowDraft as DraftRow } from '../domain/workflow-revision.ts';
import {
  changesBetween,
  digestOf,
  faultsOf,
  isDrawnOtherwise,
  notWritableBecause,
} from '../domain/workflow-revision.ts';
import type { WorkflowTrial as TrialRow } from '../domain/workflow-trial.ts';
import type {
  WorkflowDraftResolvers,
  WorkflowRevisionResolvers,
  WorkflowTrialResolvers,
  WorkflowVariant,
} from '../generated/resolvers.ts';
import { OPEN_DRAFTS, TRIALS_OF_DRAFT } from '../persistence/revision-statements.ts';
import { loadCatalogue } from './catalogue-loader.ts';
import {
  loadDraft,
  loadHousePlanner,
  loadHouseSettings,
  loadRevision,
  loadRevisionsOf,
  loadTrial,
} from './workflow-loaders.ts';

const providerOf = async (ctx: CallContext, id: string) =>
  (await loadCatalogue(ctx)).providers.find((provider) => provider.id === id)!;
const effectTypeOf = async (ctx: CallContext, id: string) =>
  (await loadCatalogue(ctx)).effectTypes.find((type) => type.id === id)!;

export const WorkflowRevision: WorkflowRevisionResolvers = {
  __resolveReference: ({ id }, ctx) => loadRevision(ctx, id),
  provider: ({ providerId }, _args, ctx) => providerOf(ctx, providerId),
  effectType: ({ effectTypeId }, _args, ctx) => effectTypeOf(ctx, effectTypeId),
  variant: ({ variant }) => variant.toUpperCase() as WorkflowVariant,
  changes: async ({ definition, madeFromId }, _args, ctx) => {
    const base = madeFromId ? await loadRevision(ctx, madeFromId) : null;
    return definition && base?.definition ? changesBetween(base.definition, definition) : [];
  },
  madeFrom: ({ madeFromId }, _args, ctx) => (madeFromId ? loadRevision(ctx, madeFromId) : null),
  isDrawnOtherwise: async ({ origin, definition, effectTypeId }, _args, ctx) =>
    origin === 'STUDIO' ? isDrawnOtherwise(definition, await loadHousePlanner(ctx, effectTypeId)) : null,
  createdBy: ({ createdBy }) => (createdBy ? { id: createdBy } : null),
  decidedBy: ({ decidedBy }) => (decidedBy ? { id: decidedBy } : null),
};

async function faults(ctx: CallContext, draft: DraftRow) {
  const { adapter } = await providerOf(ctx, draft.providerId);
  return faultsOf(draft, adapter, await loadHouseSettings(ctx, draft.effectTypeId));
}

export const WorkflowDraft: WorkflowDraftResolvers = {
  __resolveReference: ({ id }, ctx) => loadDraft(ctx, id),
  isNewWorkflow: async ({ workflowId }, _args, ctx) =>
    !(await loadCatalogue(ctx)).workflows.some(({ id }) => id === workflowId),
  provider: ({ providerId }, _args, ctx) => providerOf(ctx, providerId),
  effectType: ({ effectTypeId }, _args, ctx) => effectTypeOf(ctx, effectTypeId),
  variant: ({ variant }) => variant.toUpperCase() as WorkflowVariant,
  digest: async (draft, _args, ctx) =>
    (await faults(ctx, draft)).length === 0 ? digestOf(draft.definition) : null,
  madeFrom: async ({ madeFromId }, _args, ctx) => (await loadRevision(ctx, madeFromId))!,
  changes: async ({ madeFromId, definition }, _args, ctx) => {
    const base = await loadRevision(ctx, madeFromId);
    return changesBetween(base?.definition ?? {}, definition);
  },
  faults: (draft, _args, ctx) => faults(ctx, draft),
  trials: ({ id }, _args, ctx) => ctx.db.transaction(ctx, (tx) => tx.rows<TrialRow>(TRIALS_OF_DRAFT, [id])),
  submittedAs: ({ submittedAsId }, _args, ctx) => (submittedAsId ? loadRevision(ctx, submittedAsId) : null),
  createdBy: ({ createdBy }) => ({ id: createdBy }),
};

export const WorkflowTrial: WorkflowTrialResolvers = {
  __resolveReference: ({ id }, ctx) => loadTrial(ctx, id),
  draft: ({ draftId }, _args, ctx) => (draftId ? loadDraft(ctx, draftId) : null),
  agents: ({ agentIds }) => agentIds.map((id) => ({ id })),
  run: ({ id }) => ({ id }),
  requestedBy: ({ requestedBy }) => ({ id: requestedBy }),
};

/** What the studio page adds to a workflow. */
export const workflowFields = {
  currentRevision: ({ revisionId }: Workflow, _args: object, ctx: CallContext) =>
    loadRevision(ctx, revisionId),
  revisions: async ({ id }: Workflow, _args: object, ctx: CallContext) =>
    (await loadRevisionsOf(ctx, id)).slice(0, 100),
  drafts: async ({ id }: Workflow, _args: object, ctx: CallContext) =>
    (await openDrafts(ctx)).filter(({ workflowId }) => workflowId === id),
  notEditableBecause: async ({ providerId, revisionId }: Workflow, _args: object, ctx: CallContext) => {
    const { adapter } = await providerOf(ctx, providerId);
    return notWritableBecause(adapter, await loadRevision(ctx, revisionId));
  },
  definitionSchema: async (
    { providerId, revisionId, effectTypeId }: Workflow,
    _args: object,
    ctx: CallContext,
  ) => {
    const { adapter } = await providerOf(ctx, providerId);
    if (!isWritableAdapter(adapter) || notWritableBecause(adapter, await loadRevision(ctx, revisionId)))
      return null;
    return definitionJsonSchema(adapter, await loadHouseSettings(ctx, effectTypeId)) as never;
  },
};

export const openDrafts = (ctx: CallContext): Promise<DraftRow[]> =>
  ctx.db.transaction(ctx, (tx) => tx.rows<DraftRow>(OPEN_DRAFTS));
