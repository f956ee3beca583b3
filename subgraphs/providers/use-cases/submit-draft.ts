import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
} from '@effect-studio/kernel/errors';
import { isId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { WorkflowReviewRequested } from '@effect-studio/schema/events/providers';
import {
  changesBetween,
  digestOf,
  faultsOf,
  requirementsOf,
  type WorkflowDraft,
  type WorkflowRevision,
} from '../domain/workflow-revision.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';
import { CLOSE_DRAFT, LOCK_DRAFT, READ_REVISIONS } from '../persistence/revision-statements.ts';
import { CURRENT_DIGEST, LOCK_CATALOGUE, READ_PROVIDER } from '../persistence/statements.ts';
import { admitRevision } from './admit-revision.ts';
import { whyClosed } from './edit-draft.ts';
import { houseSettings } from './house-settings.ts';
import {
  type DefinitionInvalid,
  type DraftOutdated,
  definitionInvalid,
  draftOutdated,
} from './workflow-problems.ts';

export interface RevisionRef {
  __typename: 'WorkflowRevision';
  id: string;
}
type SubmitAnswer =
  | RevisionRef
  | NotFound
  | InvalidInput
  | InvalidState
  | DraftOutdated
  | DefinitionInvalid
  | IdempotencyConflict;

const LONGEST_NOTE = 1_000;

/** Makes a draft an immutable revision that waits for a reviewer. Callers see to authorization: makers and admins. */
export async function submitDraft(
  ctx: CallContext,
  input: { draftId: string; version: number; note: string; idempotencyKey: string },
): Promise<SubmitAnswer> {
  const { idempotencyKey, ...payload } = input;
  const note = input.note.trim();
  if (note === '' || note.length > LONGEST_NOTE) {
    return invalidInput(
      'note',
      'The note is empty or too long.',
      `Say in 1 to ${LONGEST_NOTE} characters what was changed, and why.`,
    );
  }
  if (!isId(input.draftId)) return notFound('draft', input.draftId);
  return idempotent<Exclude<SubmitAnswer, IdempotencyConflict>>(
    ctx,
    { operation: 'submitWorkflowDraft', key: idempotencyKey, payload },
    async (tx) => {
      await tx.one(LOCK_CATALOGUE);
      const draft = await tx.maybeOne<WorkflowDraft>(LOCK_DRAFT, [input.draftId]);
      if (!draft) return notFound('draft', input.draftId);
      const closed = whyClosed(draft);
      if (closed) return closed;
      if (draft.version !== input.version) return draftOutdated(draft.id, draft.version);
      const { adapter } = await tx.one<ProviderRow>(READ_PROVIDER, [draft.providerId]);
      const faults = faultsOf(draft, adapter, await houseSettings(tx, draft.effectTypeId));
      if (faults.length > 0) return definitionInvalid(draft.id, faults);
      return submit(tx, draft, adapter, note);
    },
  );
}

async function submit(
  tx: Transaction,
  draft: WorkflowDraft,
  adapter: string,
  note: string,
): Promise<RevisionRef | InvalidInput> {
  const base = await tx.one<WorkflowRevision>(READ_REVISIONS, [[draft.madeFromId]]);
  const changes = changesBetween(base.definition ?? {}, draft.definition);
  const isNewWorkflow = (await tx.maybeOne(CURRENT_DIGEST, [draft.workflowId])) === null;
  if (changes.length === 0 && !isNewWorkflow) {
    return invalidInput(
      'draftId',
      'Nothing differs from the revision that it was made from.',
      'Change something, or discard the draft.',
    );
  }
  const needs = requirementsOf(draft.definition, adapter);
  const submittedBy = tx.call.caller.subjectId ?? SYSTEM_SUBJECT_ID;
  const revision = await admitRevision(tx, {
    workflowId: draft.workflowId,
    digest: digestOf(draft.definition),
    providerId: draft.providerId,
    effectTypeId: draft.effectTypeId,
    variant: draft.variant,
    title: draft.title,
    vramMiB: needs.vramMiB,
    requiredCapabilities: needs.capabilities,
    origin: 'STUDIO',
    status: 'IN_REVIEW',
    definition: draft.definition,
    madeFromId: base.id,
    note,
    createdBy: submittedBy,
  });
  if (revision.status !== 'IN_REVIEW' || revision.note !== note || revision.createdAt < tx.now) {
    const cause = `Revision ${revision.number} of ${revision.workflowId} is this very definition already.`;
    return invalidInput('draftId', cause, 'Pin that revision, or change something.');
  }
  await tx.rows(CLOSE_DRAFT, [draft.id, revision.id, tx.now]);
  const { id, workflowId, number, digest, providerId, effectTypeId, title } = revision;
  await tx.emit(WorkflowReviewRequested, {
    aggregateId: id,
    payload: {
      ...{
        revisionId: id,
        workflowId,
        number,
        digest,
        providerId,
        effectTypeId,
        title,
        note,
        isNewWorkflow,
        submittedBy,
      },
      changes: changes.map((change) => ({
        ...change,
        before: change.before as never,
        after: change.after as never,
      })),
    },
  });
  return { __typename: 'WorkflowRevision', id };
}
