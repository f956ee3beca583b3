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
import { isId, newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import {
  notWritableBecause,
  type WorkflowDraft,
  type WorkflowRevision,
  withFixedPart,
} from '../domain/workflow-revision.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';
import {
  DISCARD_DRAFT,
  HIGHEST_VERSION,
  INSERT_DRAFT,
  LOCK_DRAFT,
  READ_REVISIONS,
  SAVE_DRAFT,
} from '../persistence/revision-statements.ts';
import { CURRENT_DIGEST, LOCK_CATALOGUE, READ_PROVIDER } from '../persistence/statements.ts';
import { housePlanner } from './house-planner.ts';
import { maySeeRevision } from './may-see-revision.ts';
import { type DraftOutdated, draftOutdated, notNow } from './workflow-problems.ts';

export interface DraftRef {
  __typename: 'WorkflowDraft';
  id: string;
}
type DraftAnswer = DraftRef | NotFound | InvalidInput | InvalidState | DraftOutdated | IdempotencyConflict;

const ID = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const LONGEST_DEFINITION = 200_000;
const LONGEST_TITLE = 300;

/** Copies a revision's definition into a draft of the caller's. Callers see to authorization: makers and admins. */
export async function createDraft(
  ctx: CallContext,
  input: {
    revisionId: string;
    newWorkflowId?: string | null | undefined;
    title?: string | null | undefined;
    idempotencyKey: string;
  },
): Promise<DraftAnswer> {
  const { idempotencyKey, ...payload } = input;
  if (!isId(input.revisionId)) return notFound('revision', input.revisionId);
  return idempotent<Exclude<DraftAnswer, IdempotencyConflict>>(
    ctx,
    { operation: 'createWorkflowDraft', key: idempotencyKey, payload },
    async (tx) => {
      await tx.one(LOCK_CATALOGUE);
      const base = await tx.maybeOne<WorkflowRevision>(READ_REVISIONS, [[input.revisionId]]);
      if (!base || !maySeeRevision(ctx.caller, base)) return notFound('revision', input.revisionId);
      const { adapter } = await tx.one<ProviderRow>(READ_PROVIDER, [base.providerId]);
      const reason = notWritableBecause(adapter, base);
      if (reason)
        return notNow(base.id, 'Cannot be edited here', reason, 'Declare the change where its machines are.');
      const workflowId = input.newWorkflowId || base.workflowId;
      if (input.newWorkflowId) {
        if (!ID.test(workflowId)) {
          return invalidInput(
            'newWorkflowId',
            `${workflowId} is no id of a workflow.`,
            'Use lower-case letters, digits and dashes, at most 64.',
          );
        }
        if (await tx.maybeOne(CURRENT_DIGEST, [workflowId])) {
          return invalidInput(
            'newWorkflowId',
            `There is a workflow ${workflowId} already.`,
            'Choose another id, or make a draft of that one.',
          );
        }
      }
      const { version } = await tx.one<{ version: number }>(HIGHEST_VERSION, [workflowId]);
      const title = (input.title || base.title).slice(0, LONGEST_TITLE);
      const id = newId();
      const draft = { workflowId, effectTypeId: base.effectTypeId, variant: base.variant };
      const planner = await housePlanner(tx, adapter, base.effectTypeId);
      const definition = {
        ...withFixedPart(base.definition!, draft, version + 1, planner),
        description: title,
      };
      await tx.rows(INSERT_DRAFT, [
        id,
        workflowId,
        base.providerId,
        base.effectTypeId,
        base.variant,
        title,
        JSON.stringify(definition),
        base.id,
        ctx.caller.subjectId ?? SYSTEM_SUBJECT_ID,
        tx.now,
        ctx.caller.tenantId,
      ]);
      return { __typename: 'WorkflowDraft' as const, id };
    },
  );
}

/** Saves a draft's definition, also one with faults. */
export async function saveDraft(
  ctx: CallContext,
  input: {
    draftId: string;
    version: number;
    definition: unknown;
    title?: string | null | undefined;
    idempotencyKey: string;
  },
): Promise<DraftAnswer> {
  const { idempotencyKey, ...payload } = input;
  const { definition, title } = input;
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    return invalidInput('definition', 'The definition is no JSON object.', 'Send the whole document.');
  }
  if (JSON.stringify(definition).length > LONGEST_DEFINITION) {
    return invalidInput(
      'definition',
      'The definition is too long.',
      `Keep it below ${LONGEST_DEFINITION} characters.`,
    );
  }
  return changeDraft(
    ctx,
    {
      operation: 'saveWorkflowDraft',
      draftId: input.draftId,
      version: input.version,
      idempotencyKey,
      payload,
    },
    async (tx, draft) => {
      const { version } = draft.definition as { version: number };
      const words = (title || draft.title).slice(0, LONGEST_TITLE);
      const { adapter } = await tx.one<ProviderRow>(READ_PROVIDER, [draft.providerId]);
      const planner = await housePlanner(tx, adapter, draft.effectTypeId);
      const whole = {
        ...withFixedPart(definition as JsonObject, draft, version, planner),
        description: words,
      };
      await tx.rows(SAVE_DRAFT, [draft.id, JSON.stringify(whole), words, tx.now]);
    },
  );
}

/** Gives a draft up. */
export function discardDraft(
  ctx: CallContext,
  { draftId, idempotencyKey }: { draftId: string; idempotencyKey: string },
): Promise<DraftAnswer> {
  const command = {
    operation: 'discardWorkflowDraft',
    draftId,
    version: null,
    idempotencyKey,
    payload: { draftId },
  };
  return changeDraft(ctx, command, async (tx, draft) => {
    await tx.rows(DISCARD_DRAFT, [draft.id, tx.now]);
  });
}

async function changeDraft(
  ctx: CallContext,
  command: {
    operation: string;
    draftId: string;
    version: number | null;
    idempotencyKey: string;
    payload: object;
  },
  change: (tx: Transaction, draft: WorkflowDraft) => Promise<void>,
): Promise<DraftAnswer> {
  const { operation, draftId, version, idempotencyKey, payload } = command;
  if (!isId(draftId)) return notFound('draft', draftId);
  return idempotent<Exclude<DraftAnswer, IdempotencyConflict>>(
    ctx,
    { operation, key: idempotencyKey, payload },
    async (tx) => {
      const draft = await tx.maybeOne<WorkflowDraft>(LOCK_DRAFT, [draftId]);
      if (!draft) return notFound('draft', draftId);
      const closed = whyClosed(draft);
      if (closed) return closed;
      if (version !== null && version !== draft.version) return draftOutdated(draftId, draft.version);
      await change(tx, draft);
      return { __typename: 'WorkflowDraft' as const, id: draftId };
    },
  );
}

/** The refusal for a draft that is not open any more; null: it is. */
export function whyClosed(draft: WorkflowDraft): InvalidState | null {
  const again = 'Make a new draft of the revision that you want to go on from.';
  if (draft.submittedAsId)
    return notNow(draft.id, 'Draft is closed', 'It was submitted, and a revision does not change.', again);
  if (draft.discardedAt) return notNow(draft.id, 'Draft is closed', 'It was given up.', again);
  return null;
}
