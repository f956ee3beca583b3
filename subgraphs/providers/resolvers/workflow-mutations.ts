import type { CallContext } from '@effect-studio/kernel/context';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { createDraft, type DraftRef, discardDraft, saveDraft } from '../use-cases/edit-draft.ts';
import { pinRevision } from '../use-cases/pin-revision.ts';
import { type RevisionRef, submitDraft } from '../use-cases/submit-draft.ts';
import { testProvider } from '../use-cases/test-provider.ts';
import { type TrialRef, tryDraft } from '../use-cases/try-draft.ts';
import { loadDraft, loadRevision, loadTrial } from './workflow-loaders.ts';

const LOAD = { WorkflowDraft: loadDraft, WorkflowRevision: loadRevision, WorkflowTrial: loadTrial } as const;

/** A reference as the graph answers it, read after the command; refusals as they are. */
async function shown<Ref extends DraftRef | RevisionRef | TrialRef, Refusal extends { __typename: string }>(
  ctx: CallContext,
  result: Ref | Refusal,
) {
  if (!(result.__typename in LOAD)) return result as Refusal;
  const { __typename, id } = result as Ref;
  const load = LOAD[__typename] as (ctx: CallContext, id: string) => Promise<object | null>;
  return { ...(await load(ctx, id)), __typename } as never;
}

export const workflowMutations = {
  createWorkflowDraft: async (_parent, { input }, ctx) => shown(ctx, await createDraft(ctx, input)),
  saveWorkflowDraft: async (_parent, { input }, ctx) => shown(ctx, await saveDraft(ctx, input)),
  discardWorkflowDraft: async (_parent, { input }, ctx) => shown(ctx, await discardDraft(ctx, input)),
  submitWorkflowDraft: async (_parent, { input }, ctx) => shown(ctx, await submitDraft(ctx, input)),
  pinWorkflowRevision: async (_parent, { input }, ctx) => shown(ctx, await pinRevision(ctx, input)),
  testProvider: async (_parent, { input }, ctx) => shown(ctx, await testProvider(ctx, input)),
  tryWorkflowDraft: async (_parent, { input }, ctx) => shown(ctx, await tryDraft(ctx, input)),
} satisfies MutationResolvers;
