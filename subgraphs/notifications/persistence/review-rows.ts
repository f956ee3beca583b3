import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Submission } from '@effect-studio/schema/events/shapes';
import type { ReviewItem, ReviewStatus } from '../domain/review-item.ts';
import { LOCK_REVIEW_ITEM } from './sql/lock-review-item.ts';

interface ReviewRow {
  id: string;
  run_id: string;
  owner_id: string;
  status: ReviewStatus;
  submission: Submission;
  correlation_id: string;
  decided_by: string | null;
  decided_at: Date | null;
  reason: string | null;
  created_at: Date;
}

const COLUMNS =
  'id, run_id, owner_id, status, submission, correlation_id, decided_by, decided_at, reason, created_at';

const INSERT = sql(
  'notifications-insert-review-item',
  `insert into notifications.review_item (id, tenant_id, owner_id, run_id, submission, correlation_id, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $7)`,
);
const FIND = sql(
  'notifications-find-review-item',
  `select ${COLUMNS} from notifications.review_item where id = $1`,
);
const QUEUE = sql(
  'notifications-review-queue',
  `select ${COLUMNS} from notifications.review_item where status = $1 order by id limit $2`,
);
const IS_APPROVED = sql(
  'notifications-is-run-approved',
  `select id from notifications.review_item where run_id = $1 and status = 'APPROVED' limit 1`,
);
// Zero rows: the run has no open item.
const CLOSE_OPEN = sql(
  'notifications-close-open-item',
  `update notifications.review_item set status = $2, updated_at = $3, version = version + 1
   where run_id = $1 and status = 'WAITING' returning id, owner_id`,
);
// Zero rows: the item left WAITING before; see REVIEW_TRANSITIONS.
const DECIDE = sql(
  'notifications-decide-item',
  `update notifications.review_item
   set status = $2, decided_by = $3, decided_at = $4, updated_at = $4, reason = $5, refund = $6, version = version + 1
   where id = $1 and status = 'WAITING' returning id`,
);

const toItem = (row: ReviewRow): ReviewItem => ({
  id: row.id,
  runId: row.run_id,
  ownerId: row.owner_id,
  status: row.status,
  submission: row.submission,
  correlationId: row.correlation_id,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  reason: row.reason,
  createdAt: row.created_at,
});

export async function insertReviewItem(tx: Transaction, id: string, submission: Submission): Promise<void> {
  const { caller, correlationId } = tx.call;
  const { ownerId, runId } = submission;
  await tx.rows(INSERT, [
    id,
    caller.tenantId,
    ownerId,
    runId,
    JSON.stringify(submission),
    correlationId,
    tx.now,
  ]);
}

export async function findReviewItem(tx: Transaction, id: string): Promise<ReviewItem | null> {
  const row = await tx.maybeOne<ReviewRow>(FIND, [id]);
  return row ? toItem(row) : null;
}

export async function lockReviewItem(tx: Transaction, id: string): Promise<ReviewItem | null> {
  const row = await tx.maybeOne<ReviewRow>(LOCK_REVIEW_ITEM, [id]);
  return row ? toItem(row) : null;
}

/** Oldest first. */
export async function reviewItems(
  tx: Transaction,
  status: ReviewStatus,
  limit: number,
): Promise<ReviewItem[]> {
  return (await tx.rows<ReviewRow>(QUEUE, [status, limit])).map(toItem);
}

export async function isRunApproved(tx: Transaction, runId: string): Promise<boolean> {
  return (await tx.maybeOne(IS_APPROVED, [runId])) !== null;
}

/** Takes a run's open item out of the queue. @returns null when it had none */
export async function closeOpenItem(
  tx: Transaction,
  runId: string,
  status: 'SUPERSEDED' | 'WITHDRAWN',
): Promise<{ id: string; ownerId: string } | null> {
  const row = await tx.maybeOne<{ id: string; owner_id: string }>(CLOSE_OPEN, [runId, status, tx.now]);
  return row ? { id: row.id, ownerId: row.owner_id } : null;
}

/** Writes a decision on a locked item that waits. */
export async function storeDecision(
  tx: Transaction,
  id: string,
  decision: { status: 'APPROVED' | 'REJECTED'; reason: string | null; refund: 'full' | 'none' | null },
): Promise<void> {
  const { subjectId } = tx.call.caller;
  await tx.one(DECIDE, [id, decision.status, subjectId, tx.now, decision.reason, decision.refund]);
}
