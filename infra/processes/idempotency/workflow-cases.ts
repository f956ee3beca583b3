import { newId } from '@effect-studio/kernel/ids';
import { createDraft } from '@effect-studio/providers/use-cases/edit-draft';
import { submitDraft } from '@effect-studio/providers/use-cases/submit-draft';
import { WorkflowRevisionDecided } from '@effect-studio/schema/events/notifications';
import { admin } from '@effect-studio/testing/callers';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import { counter, type PrepareMutation } from './mutation-case.ts';

export const WORKFLOW_MUTATIONS = [
  'createWorkflowDraft',
  'saveWorkflowDraft',
  'discardWorkflowDraft',
  'submitWorkflowDraft',
  'pinWorkflowRevision',
  'tryWorkflowDraft',
] as const;

/** A definition of the house's `look-match-fast`, from which drafts begin. */
export const HOUSE_DEFINITION = {
  ...{
    id: 'look-match-fast',
    effectTypeId: 'look-match',
    variant: 'fast',
    version: 1,
    description: 'Look match',
  },
  settings: { lutSize: 17, skinProtection: 0.5, finishing: false },
  encode: { preset: 'ultrafast', crf: 25, audioKbps: 96 },
  cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.022 },
  requiredFilters: ['lut3d'],
} as const;

/** Mutations about drafts and revisions, over a studio whose house has the workflow above. */
export function workflowMutations(
  studio: TestStudio,
): Record<(typeof WORKFLOW_MUTATIONS)[number], PrepareMutation> {
  const caller = admin();
  const call = () => studio.call('providers', caller);
  let strength = 0;
  const revisionId = async (): Promise<string> => {
    const { rows } = await studio.ownerPool.query<{ id: string }>(
      "select id from providers.workflow_revision where workflow_id = 'look-match-fast' and number = 1",
    );
    return rows[0]!.id;
  };
  /** Another form each time. */
  const definition = () => {
    strength += 0.01;
    return { ...HOUSE_DEFINITION, settings: { ...HOUSE_DEFINITION.settings, skinProtection: strength } };
  };
  const draft = async (): Promise<string> => {
    const made = await createDraft(call(), { revisionId: await revisionId(), idempotencyKey: newId() });
    if (made.__typename !== 'WorkflowDraft') throw new Error(made.detail);
    await studio.ownerPool.query('update providers.workflow_draft set definition = $2 where id = $1', [
      made.id,
      JSON.stringify({ ...definition(), version: 2 }),
    ]);
    return made.id;
  };
  const versionOf = (draftId: string) =>
    counter(studio, 'select version - 1 as count from providers.workflow_draft where id = $1', [draftId]);
  return {
    createWorkflowDraft: async () => {
      const newWorkflowId = `copy-${newId().slice(-12)}`;
      const input = { revisionId: await revisionId(), newWorkflowId };
      return {
        caller,
        input,
        otherInput: { ...input, title: 'Another' },
        countEffects: counter(
          studio,
          'select count(*) from providers.workflow_draft where workflow_id = $1',
          [newWorkflowId],
        ),
      };
    },
    saveWorkflowDraft: async () => {
      const draftId = await draft();
      const input = { draftId, version: 1, definition: definition() };
      return { caller, input, otherInput: { ...input, title: 'Another' }, countEffects: versionOf(draftId) };
    },
    discardWorkflowDraft: async () => {
      const draftId = await draft();
      return {
        caller,
        input: { draftId },
        otherInput: { draftId: await draft() },
        countEffects: versionOf(draftId),
      };
    },
    submitWorkflowDraft: async () => {
      const draftId = await draft();
      const input = { draftId, version: 1, note: 'Softer' };
      return {
        caller,
        input,
        otherInput: { ...input, note: 'Harder' },
        countEffects: counter(
          studio,
          "select count(*) from bus.event o join providers.workflow_draft d on d.submitted_as::text = o.aggregate_id where o.type = 'WorkflowReviewRequested.v1' and d.id = $1",
          [draftId],
        ),
      };
    },
    pinWorkflowRevision: async () => {
      const published = async (): Promise<string> => {
        const made = await submitDraft(call(), {
          ...{ draftId: await draft(), version: 1, note: 'Softer', idempotencyKey: newId() },
        });
        if (made.__typename !== 'WorkflowRevision') throw new Error(made.detail);
        await studio.deliver('providers', WorkflowRevisionDecided, made.id, {
          ...{
            revisionId: made.id,
            reviewItemId: newId(),
            decision: 'approved',
            decidedBy: newId(),
            reason: null,
          },
          decidedAt: studio.clock.now().toISOString(),
        });
        return made.id;
      };
      const [earlier] = [await published(), await published()];
      const input = { revisionId: earlier!, reason: 'Back' };
      return {
        caller,
        input,
        otherInput: { ...input, reason: 'Away' },
        // Once when it was approved, once when it is pinned.
        countEffects: counter(
          studio,
          "select count(*) - 1 as count from bus.event where type = 'WorkflowRevisionPublished.v1' and aggregate_id = $1",
          [earlier],
        ),
      };
    },
    tryWorkflowDraft: async () => {
      const draftId = await draft();
      return {
        caller,
        input: { draftId },
        otherInput: { draftId, parameters: { strength: 0.5 } },
        countEffects: counter(studio, 'select count(*) from providers.workflow_trial where draft_id = $1', [
          draftId,
        ]),
      };
    },
  };
}
