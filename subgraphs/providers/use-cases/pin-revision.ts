import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
} from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type { WorkflowRevision } from '../domain/workflow-revision.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';
import { LOCK_CATALOGUE, READ_PROVIDER } from '../persistence/statements.ts';
import { makeCurrent, readRevision } from './admit-revision.ts';
import { announceCatalogue } from './announce-catalogue.ts';
import { defineRevision } from './define-revision.ts';
import { eligibleAgents } from './eligible-agents.ts';
import type { RevisionRef } from './submit-draft.ts';
import { notNow } from './workflow-problems.ts';

type PinAnswer = RevisionRef | NotFound | InvalidInput | InvalidState | IdempotencyConflict;

/**
 * Makes a published revision the current one: a rollback, or a way forward again. Runs that have begun keep theirs. One that
 * machines must have built in is refused while none has it, or its work would wait for nobody.
 */
export async function pinRevision(
  ctx: CallContext,
  input: { revisionId: string; reason: string; idempotencyKey: string },
): Promise<PinAnswer> {
  const { idempotencyKey, ...payload } = input;
  const reason = input.reason.trim();
  if (reason === '') return invalidInput('reason', 'The reason is empty.', 'Say in a sentence why.');
  if (!isId(input.revisionId)) return notFound('revision', input.revisionId);
  const known = await ctx.db.transaction(ctx, (tx) => readRevision(tx, input.revisionId));
  if (!known) return notFound('revision', input.revisionId);
  const refusal = await whyNotPinned(ctx, known);
  if (refusal) return refusal;
  return idempotent<Exclude<PinAnswer, IdempotencyConflict>>(
    ctx,
    { operation: 'pinWorkflowRevision', key: idempotencyKey, payload },
    async (tx) => {
      await tx.one(LOCK_CATALOGUE);
      const revision = (await readRevision(tx, input.revisionId))!;
      if (revision.isCurrent) return { __typename: 'WorkflowRevision' as const, id: revision.id };
      const provider = await tx.one<ProviderRow>(READ_PROVIDER, [revision.providerId]);
      if (revision.origin === 'STUDIO') {
        await defineRevision(tx, { ...revision, definition: revision.definition! }, provider);
      }
      await makeCurrent(tx, revision, { reason, by: ctx.caller.subjectId });
      await announceCatalogue(tx);
      return { __typename: 'WorkflowRevision' as const, id: revision.id };
    },
  );
}

async function whyNotPinned(ctx: CallContext, revision: WorkflowRevision): Promise<InvalidState | null> {
  const { id, status, origin, workflowId, digest, number } = revision;
  if (status !== 'PUBLISHED') {
    const cause = `Revision ${number} of ${workflowId} is not published.`;
    return notNow(id, 'Not published', cause, 'Choose a published one, or have it reviewed.');
  }
  if (origin === 'STUDIO' || revision.isCurrent) return null;
  if ((await eligibleAgents(ctx, { workflowId, digest })).length > 0) return null;
  const cause = `No machine that is online has revision ${number} of ${workflowId} built in.`;
  return notNow(
    id,
    'Nobody renders it',
    cause,
    'Start an agent of the version that has it, or make a draft of it.',
  );
}
