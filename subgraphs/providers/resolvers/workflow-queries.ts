import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import type { WorkflowDefinitionDocument } from '@effect-studio/schema/workflows/definition';
import { estimateRender } from '../domain/estimate-cost.ts';
import { changesBetween } from '../domain/workflow-revision.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { loadCatalogue } from './catalogue-loader.ts';
import { openDrafts } from './workflow-entities.ts';
import { loadDraft, loadOwnRevisions, loadRevision } from './workflow-loaders.ts';

/** What of a definition its cost is estimated from; null where a draft has something else there. */
function costOf(definition: JsonObject): Pick<WorkflowDefinitionDocument, 'cost'> | null {
  const { cost } = definition as unknown as Partial<WorkflowDefinitionDocument>;
  const isKnown = typeof cost?.fixedSeconds === 'number' && typeof cost.secondsPerMegapixel === 'number';
  return isKnown ? { cost } : null;
}

const MOST_MS = 86_400_000;
const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** Queries of the studio page. */
export const workflowQueries = {
  workflow: async (_parent, { id }, ctx) =>
    (await loadCatalogue(ctx)).workflows.find((workflow) => workflow.id === id) ?? null,
  workflowRevision: (_parent, { id }, ctx) => loadRevision(ctx, id),
  workflowDrafts: (_parent, _args, ctx) => openDrafts(ctx),
  workflowDraft: (_parent, { id }, ctx) => loadDraft(ctx, id),
  mySubmittedRevisions: (_parent, _args, ctx) => loadOwnRevisions(ctx),
  compareWorkflowRevisions: async (_parent, { beforeId, afterId }, ctx) => {
    const [before, after] = await Promise.all([loadRevision(ctx, beforeId), loadRevision(ctx, afterId)]);
    return before?.definition && after?.definition ? changesBetween(before.definition, after.definition) : [];
  },
  estimateWorkflowCost: async (_parent, { input }, ctx) => {
    const form = input.draftId
      ? await loadDraft(ctx, input.draftId)
      : await loadRevision(ctx, input.revisionId ?? '');
    const priced = form?.definition && costOf(form.definition);
    if (!form || !priced) return null;
    const { instanceType } = (await loadCatalogue(ctx)).providers.find(({ id }) => id === form.providerId)!;
    const size = {
      width: within(input.width, 16_384),
      height: within(input.height, 16_384),
      frameRate: within(input.frameRate, 1_000),
      durationMs: within(input.durationMs, MOST_MS),
    };
    const { busyMs, workUnits } = estimateRender(priced, size);
    return { providerId: form.providerId, instanceType, busyMs: Math.min(2_147_483_647, busyMs), workUnits };
  },
} satisfies QueryResolvers;
