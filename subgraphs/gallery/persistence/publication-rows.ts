import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Submission } from '@effect-studio/schema/events/shapes';
import { LOCK_PUBLICATION } from './sql/lock-publication.ts';

/** An approval on its way to the gallery. */
export interface Publication {
  runId: string;
  ownerId: string;
  approvedBy: string;
  submission: Submission;
  status: 'PENDING' | 'PUBLISHED' | 'FAILED';
}

interface PublicationRow {
  run_id: string;
  owner_id: string;
  approved_by: string;
  submission: Submission;
  status: Publication['status'];
}

// Zero rows: the run was approved before.
const INSERT = sql(
  'gallery-insert-publication',
  `insert into gallery.publication (run_id, tenant_id, owner_id, review_item_id, approved_by, submission, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict (run_id) do nothing returning run_id`,
);
const FIND = sql(
  'gallery-find-publication',
  'select run_id, owner_id, approved_by, submission, status from gallery.publication where run_id = $1',
);
const END = sql(
  'gallery-end-publication',
  `update gallery.publication set status = $2, effect_id = $3, failure = $4, updated_at = $5, version = version + 1
   where run_id = $1 and status = 'PENDING' returning run_id`,
);

const toPublication = (row: PublicationRow): Publication => ({
  runId: row.run_id,
  ownerId: row.owner_id,
  approvedBy: row.approved_by,
  submission: row.submission,
  status: row.status,
});

/** @returns false when the run was approved before */
export async function insertPublication(
  tx: Transaction,
  approval: { reviewItemId: string; decidedBy: string; submission: Submission },
): Promise<boolean> {
  const { reviewItemId, decidedBy, submission } = approval;
  const inserted = await tx.maybeOne(INSERT, [
    submission.runId,
    tx.call.caller.tenantId,
    submission.ownerId,
    reviewItemId,
    decidedBy,
    JSON.stringify(submission),
    tx.now,
  ]);
  return inserted !== null;
}

export async function findPublication(tx: Transaction, runId: string): Promise<Publication | null> {
  const row = await tx.maybeOne<PublicationRow>(FIND, [runId]);
  return row ? toPublication(row) : null;
}

export async function lockPublication(tx: Transaction, runId: string): Promise<Publication | null> {
  const row = await tx.maybeOne<PublicationRow>(LOCK_PUBLICATION, [runId]);
  return row ? toPublication(row) : null;
}

/** Ends a locked, pending publication. */
export async function endPublication(
  tx: Transaction,
  runId: string,
  end: { effectId: string } | { failure: string },
): Promise<void> {
  const isPublished = 'effectId' in end;
  await tx.one(END, [
    runId,
    isPublished ? 'PUBLISHED' : 'FAILED',
    isPublished ? end.effectId : null,
    isPublished ? null : end.failure,
    tx.now,
  ]);
}
