import { sql } from '@effect-studio/kernel/database';

/**
 * $1 review item. Locks its row, so that two decisions or a decision and an ending follow one another.
 * Zero rows: there is no such item in the caller's tenant.
 */
export const LOCK_REVIEW_ITEM = sql(
  'notifications-lock-review-item',
  `select id, run_id, owner_id, status, submission, correlation_id, decided_by, decided_at, reason, created_at
   from notifications.review_item where id = $1 for update`,
);
