import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { WorkflowRevisionPublished } from '@effect-studio/schema/events/providers';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import type { WorkflowRevision } from '../domain/workflow-revision.ts';
import {
  FIND_REVISION,
  INSERT_REVISION,
  KEEP_DEFINITION,
  NOTE_PIN,
  READ_REVISIONS,
} from '../persistence/revision-statements.ts';
import { CURRENT_DIGEST, UPSERT_WORKFLOW } from '../persistence/statements.ts';

/** A workflow in one exact form, as it comes into the catalogue. */
export type RevisionToAdmit = Pick<
  WorkflowRevision,
  | 'workflowId'
  | 'digest'
  | 'providerId'
  | 'effectTypeId'
  | 'variant'
  | 'title'
  | 'vramMiB'
  | 'requiredCapabilities'
  | 'origin'
  | 'status'
> &
  Partial<Pick<WorkflowRevision, 'definition' | 'madeFromId' | 'note' | 'createdBy'>>;

/**
 * The one door through which a workflow's form comes in, whoever brings it: the house, a declaration or a draft. One that is
 * there already stays as it is. The caller has locked the catalogue.
 */
export async function admitRevision(tx: Transaction, revision: RevisionToAdmit): Promise<WorkflowRevision> {
  const known = await tx.maybeOne<WorkflowRevision>(FIND_REVISION, [revision.workflowId, revision.digest]);
  if (known) {
    if (revision.definition && revision.origin === 'HOUSE') {
      await tx.rows(KEEP_DEFINITION, [known.id, JSON.stringify(revision.definition), tx.now]);
    }
    return known;
  }
  await tx.rows(INSERT_REVISION, [
    newId(),
    revision.workflowId,
    revision.digest,
    revision.providerId,
    revision.effectTypeId,
    revision.variant,
    revision.title,
    revision.vramMiB,
    revision.requiredCapabilities,
    revision.origin,
    revision.status,
    jsonOrNull(revision.definition ?? null),
    revision.madeFromId ?? null,
    revision.note ?? null,
    revision.createdBy ?? null,
    tx.now,
  ]);
  return tx.one<WorkflowRevision>(FIND_REVISION, [revision.workflowId, revision.digest]);
}

const jsonOrNull = (definition: JsonObject | null): string | null => definition && JSON.stringify(definition);

/**
 * Makes a published revision the one that new runs use. The caller has locked the catalogue and announces it.
 * @param how `by`: the person who chose it, null: it came by itself; `title` of the workflow: the revision's own unless the
 * house words it anew
 * @returns whether anything changed
 */
export async function makeCurrent(
  tx: Transaction,
  revision: WorkflowRevision,
  { reason, by = null, title = revision.title }: { reason: string; by?: string | null; title?: string },
): Promise<boolean> {
  const before = await tx.maybeOne<{ digest: string }>(CURRENT_DIGEST, [revision.workflowId]);
  const changed = await tx.rows(UPSERT_WORKFLOW, [
    revision.workflowId,
    revision.providerId,
    revision.effectTypeId,
    revision.variant,
    revision.digest,
    title,
    tx.now,
    revision.vramMiB,
    revision.requiredCapabilities,
    revision.id,
  ]);
  if (changed.length === 0) return false;
  if (before?.digest === revision.digest) return true;
  await tx.rows(NOTE_PIN, [revision.workflowId, revision.id, reason, by, tx.now]);
  const { id, workflowId, number, digest, providerId, effectTypeId, origin } = revision;
  await tx.emit(WorkflowRevisionPublished, {
    aggregateId: id,
    payload: {
      ...{ revisionId: id, workflowId, number, digest, providerId, effectTypeId, origin, reason },
      previousDigest: before?.digest ?? null,
    },
  });
  return true;
}

export const readRevision = (tx: Transaction, id: string): Promise<WorkflowRevision | null> =>
  tx.maybeOne<WorkflowRevision>(READ_REVISIONS, [[id]]);
