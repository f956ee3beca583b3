import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Submission } from '@effect-studio/schema/events/shapes';
import type {
  RecommendationSnapshot,
  ResultReview,
  Review,
  ReviewStatus,
  WorkflowRevisionSnapshot,
} from '../domain/review-item.ts';
import { LOCK_REVIEW_ITEM, REVIEW_COLUMNS } from './sql/lock-review-item.ts';

interface ReviewRow {
  id: string;
  kind: Review['kind'];
  run_id: string | null;
  owner_id: string | null;
  status: ReviewStatus;
  submission: Submission | null;
  recommendation: RecommendationSnapshot | null;
  revision: WorkflowRevisionSnapshot | null;
  snoozed_until: Date | null;
  correlation_id: string;
  decided_by: string | null;
  decided_at: Date | null;
  reason: string | null;
  created_at: Date;
  claimed_by: string | null;
  claimed_until: Date | null;
  first_approved_by: string | null;
}

const INSERT = sql(
  'notifications-insert-review-item',
  `insert into notifications.review_item (id, tenant_id, kind, owner_id, run_id, submission, correlation_id, created_at, updated_at)
   values ($1, $2, 'RESULT', $3, $4, $5, $6, $7, $7)`,
);
// Zero rows: the recommendation has its item already.
const INSERT_RECOMMENDATION = sql(
  'notifications-insert-recommendation-review',
  `insert into notifications.review_item (id, tenant_id, kind, recommendation_id, recommendation, correlation_id, created_at, updated_at)
   values ($1, $2, 'RECOMMENDATION', $3, $4, $5, $6, $6)
   on conflict (recommendation_id) where recommendation_id is not null do nothing returning id`,
);
// Zero rows: the revision has its item already.
const INSERT_REVISION = sql(
  'notifications-insert-workflow-review',
  `insert into notifications.review_item (id, tenant_id, kind, revision_id, revision, correlation_id, created_at, updated_at)
   values ($1, $2, 'WORKFLOW_REVISION', $3, $4, $5, $6, $6)
   on conflict (revision_id) where revision_id is not null do nothing returning id`,
);
const FIND = sql(
  'notifications-find-review-item',
  `select ${REVIEW_COLUMNS} from notifications.review_item where id = $1`,
);
/** $1 status, $2 kind or null, $3 now, $4 limit. What is put off is not shown before its time. */
const QUEUE = sql(
  'notifications-review-queue',
  `select ${REVIEW_COLUMNS} from notifications.review_item
   where status = $1 and ($2::text is null or kind = $2)
     and (status <> 'WAITING' or snoozed_until is null or snoozed_until <= $3) order by id limit $4`,
);
// Zero rows: the item left WAITING before.
const SNOOZE = sql(
  'notifications-snooze-item',
  `update notifications.review_item set snoozed_until = $2, updated_at = $3, version = version + 1
   where id = $1 and status = 'WAITING' and kind = 'RECOMMENDATION' returning id`,
);
/** $1 item, $2 person or null, $3 until or null, $4 now. Zero rows: the item left WAITING before. */
const CLAIM = sql(
  'notifications-claim-item',
  `update notifications.review_item set claimed_by = $2, claimed_until = $3, updated_at = $4, version = version + 1
   where id = $1 and status = 'WAITING' returning id`,
);
// Zero rows: the item left WAITING before.
const APPROVE_FIRST = sql(
  'notifications-approve-first',
  `update notifications.review_item set first_approved_by = $2, first_approved_at = $3, claimed_by = null,
     claimed_until = null, updated_at = $3, version = version + 1
   where id = $1 and status = 'WAITING' returning id`,
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
// Zero rows: it was decided before, or never asked for.
const WITHDRAW = sql(
  'notifications-withdraw-recommendation',
  `update notifications.review_item
   set status = 'WITHDRAWN', snoozed_until = null, reason = $2, updated_at = $3, version = version + 1
   where recommendation_id = $1 and status = 'WAITING'`,
);
// Zero rows: the item left WAITING before; see REVIEW_TRANSITIONS.
const DECIDE = sql(
  'notifications-decide-item',
  `update notifications.review_item
   set status = $2, decided_by = $3, decided_at = $4, updated_at = $4, reason = $5, refund = $6, version = version + 1
   where id = $1 and status = 'WAITING' returning id`,
);

function toReview(row: ReviewRow): Review {
  const base = {
    id: row.id,
    status: row.status,
    correlationId: row.correlation_id,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    reason: row.reason,
    createdAt: row.created_at,
    claimedBy: row.claimed_by,
    claimedUntil: row.claimed_until,
    firstApprovedBy: row.first_approved_by,
  };
  // The table's own check sees to it that an item has what its kind needs.
  switch (row.kind) {
    case 'RESULT':
      return {
        ...base,
        kind: 'RESULT',
        runId: row.run_id!,
        ownerId: row.owner_id!,
        submission: row.submission!,
      };
    case 'RECOMMENDATION':
      return {
        ...base,
        kind: 'RECOMMENDATION',
        recommendation: row.recommendation!,
        snoozedUntil: row.snoozed_until,
      };
    case 'WORKFLOW_REVISION':
      return { ...base, kind: 'WORKFLOW_REVISION', revision: row.revision! };
  }
}

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

/** Takes a recommendation that waits out of the queue. */
export async function withdrawRecommendationReview(
  tx: Transaction,
  recommendationId: string,
  reason: string,
): Promise<void> {
  await tx.rows(WITHDRAW, [recommendationId, reason, tx.now]);
}

/** Puts a recommendation into the queue. @returns false when it is there already */
export async function insertRecommendationReview(
  tx: Transaction,
  id: string,
  recommendation: RecommendationSnapshot,
): Promise<boolean> {
  const { caller, correlationId } = tx.call;
  const inserted = await tx.maybeOne(INSERT_RECOMMENDATION, [
    id,
    caller.tenantId,
    recommendation.recommendationId,
    JSON.stringify(recommendation),
    correlationId,
    tx.now,
  ]);
  return inserted !== null;
}

/** Puts a revision of a workflow into the queue. @returns false when it is there already */
export async function insertWorkflowReview(
  tx: Transaction,
  id: string,
  revision: WorkflowRevisionSnapshot,
): Promise<boolean> {
  const { caller, correlationId } = tx.call;
  const inserted = await tx.maybeOne(INSERT_REVISION, [
    id,
    caller.tenantId,
    revision.revisionId,
    JSON.stringify(revision),
    correlationId,
    tx.now,
  ]);
  return inserted !== null;
}

export async function findReview(tx: Transaction, id: string): Promise<Review | null> {
  const row = await tx.maybeOne<ReviewRow>(FIND, [id]);
  return row ? toReview(row) : null;
}

/** The item of that id when it is about a result. */
export async function findReviewItem(tx: Transaction, id: string): Promise<ResultReview | null> {
  const review = await findReview(tx, id);
  return review?.kind === 'RESULT' ? review : null;
}

export async function lockReview(tx: Transaction, id: string): Promise<Review | null> {
  const row = await tx.maybeOne<ReviewRow>(LOCK_REVIEW_ITEM, [id]);
  return row ? toReview(row) : null;
}

/** Oldest first; of every kind when none is named. */
export async function reviews(
  tx: Transaction,
  of: { status: ReviewStatus; kind: Review['kind'] | null; limit: number },
): Promise<Review[]> {
  return (await tx.rows<ReviewRow>(QUEUE, [of.status, of.kind, tx.now, of.limit])).map(toReview);
}

/** Puts a locked, waiting recommendation off. */
export async function storeSnooze(tx: Transaction, id: string, until: Date): Promise<void> {
  await tx.one(SNOOZE, [id, until, tx.now]);
}

/** Gives a locked, waiting item to a person for a time, or to nobody. */
export async function storeClaim(
  tx: Transaction,
  id: string,
  claim: { by: string; until: Date } | null,
): Promise<void> {
  await tx.one(CLAIM, [id, claim?.by ?? null, claim?.until ?? null, tx.now]);
}

/** Writes the first of two approvals of a locked item that waits. */
export async function storeFirstApproval(tx: Transaction, id: string, personId: string): Promise<void> {
  await tx.one(APPROVE_FIRST, [id, personId, tx.now]);
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
