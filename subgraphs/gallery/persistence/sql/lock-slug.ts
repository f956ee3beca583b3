import { sql } from '@effect-studio/kernel/database';

/**
 * $1 tenant, $2 slug without its number. Until the transaction ends nobody else picks a number for the same
 * base, so that two effects of one name published at once get two slugs. Always one row.
 */
export const LOCK_SLUG = sql(
  'gallery-lock-slug',
  `select pg_advisory_xact_lock(hashtextextended('gallery-slug:' || $1 || ':' || $2, 0))`,
);
