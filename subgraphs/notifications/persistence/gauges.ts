import type { ContextGauge } from '@effect-studio/kernel/context-gauges';
import { sql } from '@effect-studio/kernel/database';

const acrossTenantsIn = ['notifications.review_item'];

/** What waits for a reviewer, in every tenant. $1 now. */
export const GAUGES: readonly ContextGauge[] = [
  {
    name: 'studio_reviews_waiting',
    help: 'Items of the review queue that nobody has decided.',
    acrossTenantsIn,
    statement: sql(
      'notifications-gauge-waiting',
      `select count(*)::float8 as value from notifications.review_item where status = 'WAITING'`,
    ),
  },
  {
    name: 'studio_reviews_oldest_seconds',
    help: 'How long the oldest of them has waited.',
    acrossTenantsIn,
    statement: sql(
      'notifications-gauge-oldest',
      `select coalesce(extract(epoch from $1::timestamptz - min(created_at)), 0)::float8 as value
       from notifications.review_item where status = 'WAITING'`,
    ),
  },
];
