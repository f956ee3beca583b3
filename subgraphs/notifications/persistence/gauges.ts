import { sql } from '@effect-studio/kernel/database';
import type { ContextGauge } from '@effect-studio/kernel/observation/context-gauges';

const acrossTenantsIn = ['notifications.review_item'];

/** What waits for a reviewer, and which notices did not arrive, in every tenant. $1 now. */
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
  {
    name: 'studio_notices_undelivered',
    help: 'Notices that no attempt delivered, by channel.',
    acrossTenantsIn: ['notifications.delivery'],
    statement: sql(
      'notifications-gauge-undelivered',
      `select lower(c.channel) as channel, count(d.id)::float8 as value
       from unnest(array['EMAIL', 'WEB_PUSH', 'SMS']) c (channel)
       left join notifications.delivery d on d.channel = c.channel and d.state = 'DEAD' group by 1`,
    ),
  },
];
