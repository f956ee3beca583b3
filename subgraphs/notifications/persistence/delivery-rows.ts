import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { OutgoingChannel } from '../domain/channel.ts';
import type { Delivery, DeliveryState } from '../domain/delivery.ts';
import type { Locale } from '../domain/locale.ts';
import type { NotificationKind } from '../domain/notification.ts';
import { LOCK_DELIVERY } from './sql/lock-delivery.ts';

interface DeliveryRow {
  id: string;
  owner_id: string;
  notification_id: string;
  channel: OutgoingChannel;
  state: DeliveryState;
  attempts: number;
  last_error: string | null;
  created_at: Date;
  updated_at: Date;
}

/** A delivery with what it is to bring. */
export interface DueDelivery {
  id: string;
  ownerId: string;
  notificationId: string;
  channel: OutgoingChannel;
  targetId: string | null;
  state: DeliveryState;
  attempts: number;
  kind: NotificationKind;
  locale: Locale;
  title: string;
  body: string;
  runId: string | null;
}

const COLUMNS = 'id, owner_id, notification_id, channel, state, attempts, last_error, created_at, updated_at';

const INSERT = sql(
  'notifications-insert-delivery',
  `insert into notifications.delivery (id, tenant_id, owner_id, notification_id, channel, target_id, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $7)`,
);
// Zero rows: its notice is gone, and it with it.
const DUE = sql(
  'notifications-due-delivery',
  `select d.id, d.owner_id, d.notification_id, d.channel, d.target_id, d.state, d.attempts,
     n.kind, n.locale, n.title, n.body, n.run_id
   from notifications.delivery d join notifications.notification n on n.id = d.notification_id where d.id = $1`,
);
const STORE = sql(
  'notifications-store-attempt',
  `update notifications.delivery set state = $2, attempts = $3, last_error = $4, updated_at = $5 where id = $1`,
);
const FIND = sql(
  'notifications-find-delivery',
  `select ${COLUMNS} from notifications.delivery where id = $1`,
);
/** $1 the last one seen or null, $2 limit. Newest first. */
const UNDELIVERED = sql(
  'notifications-undelivered',
  `select ${COLUMNS} from notifications.delivery where state = 'DEAD' and ($1::uuid is null or id < $1)
   order by id desc limit $2`,
);

const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  ownerId: row.owner_id,
  notificationId: row.notification_id,
  channel: row.channel,
  state: row.state,
  attempts: row.attempts,
  lastError: row.last_error,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export async function insertDelivery(
  tx: Transaction,
  delivery: {
    id: string;
    ownerId: string;
    notificationId: string;
    channel: OutgoingChannel;
    targetId: string | null;
  },
): Promise<void> {
  const { id, ownerId, notificationId, channel, targetId } = delivery;
  await tx.rows(INSERT, [id, tx.call.caller.tenantId, ownerId, notificationId, channel, targetId, tx.now]);
}

/** A delivery with what it is to bring; null when it is gone. */
export async function dueDelivery(tx: Transaction, id: string): Promise<DueDelivery | null> {
  const row = await tx.maybeOne<{
    id: string;
    owner_id: string;
    notification_id: string;
    channel: OutgoingChannel;
    target_id: string | null;
    state: DeliveryState;
    attempts: number;
    kind: NotificationKind;
    locale: Locale;
    title: string;
    body: string;
    run_id: string | null;
  }>(DUE, [id]);
  if (!row) return null;
  const {
    owner_id: ownerId,
    notification_id: notificationId,
    target_id: targetId,
    run_id: runId,
    ...rest
  } = row;
  return { ...rest, ownerId, notificationId, targetId, runId };
}

/** Writes down what came of an attempt. @param cause why it was not delivered; null when it was */
export async function storeAttempt(
  tx: Transaction,
  id: string,
  { state, attempts, cause }: { state: DeliveryState; attempts: number; cause: string | null },
): Promise<void> {
  await tx.rows(STORE, [id, state, attempts, cause?.slice(0, 500) ?? null, tx.now]);
}

export async function findDelivery(tx: Transaction, id: string): Promise<Delivery | null> {
  const row = await tx.maybeOne<DeliveryRow>(FIND, [id]);
  return row && toDelivery(row);
}

export const lockDelivery = (
  tx: Transaction,
  id: string,
): Promise<Pick<Delivery, 'id' | 'channel' | 'state'> | null> => tx.maybeOne(LOCK_DELIVERY, [id]);

/** What could not be delivered, newest first, older than `beforeId`. */
export async function undelivered(
  tx: Transaction,
  beforeId: string | null,
  limit: number,
): Promise<Delivery[]> {
  return (await tx.rows<DeliveryRow>(UNDELIVERED, [beforeId, limit])).map(toDelivery);
}
