import { sql } from '@effect-studio/kernel/database';

/** Columns of a review item, whatever its kind. */
export const REVIEW_COLUMNS = `id, kind, run_id, owner_id, status, submission, recommendation, revision, snoozed_until, correlation_id,
  decided_by, decided_at, reason, created_at, claimed_by, claimed_until, first_approved_by`;

/**
 * $1 review item. Locks its row, so that two decisions or a decision and an ending follow one another.
 * Zero rows: there is no such item in the caller's tenant.
 */
export const LOCK_REVIEW_ITEM = sql(
  'notifications-lock-review-item',
  `select ${REVIEW_COLUMNS} from notifications.review_item where id = $1 for update`,
);
