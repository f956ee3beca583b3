import { sql } from '@effect-studio/kernel/database';

/** $1 delivery. Locks its row until the transaction ends. Zero rows: there is none in the caller's tenant. */
export const LOCK_DELIVERY = sql(
  'notifications-lock-delivery',
  'select id, channel, state from notifications.delivery where id = $1 for update',
);
