import type { CallContext } from '@effect-studio/kernel/context';
import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Locale } from '../domain/locale.ts';
import type { Notification, NotificationKind } from '../domain/notification.ts';
import type { NoticeValue } from '../domain/phrases.ts';

interface NotificationRow {
  id: string;
  owner_id: string;
  kind: NotificationKind;
  title: string;
  body: string;
  run_id: string | null;
  read_at: Date | null;
  created_at: Date;
}

const COLUMNS = 'id, owner_id, kind, title, body, run_id, read_at, created_at';

// Zero rows: this person was told about this topic before.
const INSERT = sql(
  'notifications-insert-notification',
  `insert into notifications.notification
     (id, tenant_id, owner_id, kind, template_version, template_values, title, body, topic, run_id, created_at, updated_at, locale,
      is_in_inbox)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13)
   on conflict (owner_id, topic) do nothing returning id`,
);
// Admins see rows of the whole tenant, so an inbox names its owner beside row-level security.
const PAGE = sql(
  'notifications-inbox-page',
  `select ${COLUMNS} from notifications.notification
   where owner_id = $1 and is_in_inbox and ($2::uuid is null or id < $2) order by id desc limit $3`,
);
const UNREAD = sql(
  'notifications-unread-count',
  `select count(*)::int as count from notifications.notification
   where owner_id = $1 and read_at is null and is_in_inbox`,
);
const FIND = sql(
  'notifications-find-notification',
  `select ${COLUMNS} from notifications.notification where id = $1 and owner_id = $2 and is_in_inbox`,
);
const MARK_READ = sql(
  'notifications-mark-read',
  `update notifications.notification set read_at = coalesce(read_at, $3), updated_at = $3
   where id = $1 and owner_id = $2 and is_in_inbox returning id`,
);

const toNotification = (row: NotificationRow): Notification => ({
  id: row.id,
  ownerId: row.owner_id,
  kind: row.kind,
  title: row.title,
  body: row.body,
  runId: row.run_id,
  readAt: row.read_at,
  createdAt: row.created_at,
});

/** A notification to be written. */
export interface NewNotification {
  id: string;
  ownerId: string;
  kind: NotificationKind;
  templateVersion: number;
  templateValues: Readonly<Record<string, NoticeValue>>;
  locale: Locale;
  /** False: its owner wants no such news in the app; it is kept so that they are told once. */
  isInInbox: boolean;
  title: string;
  body: string;
  topic: string;
  runId: string | null;
}

/** @returns false when the person was told about this topic before */
export async function insertNotification(tx: Transaction, notice: NewNotification): Promise<boolean> {
  const inserted = await tx.maybeOne(INSERT, [
    notice.id,
    tx.call.caller.tenantId,
    notice.ownerId,
    notice.kind,
    notice.templateVersion,
    JSON.stringify(notice.templateValues),
    notice.title,
    notice.body,
    notice.topic,
    notice.runId,
    tx.now,
    notice.locale,
    notice.isInInbox,
  ]);
  return inserted !== null;
}

/** A page of an inbox, newest first and older than `beforeId`, and how many are unread; in one round trip. */
export async function readInbox(
  ctx: CallContext,
  ownerId: string,
  beforeId: string | null,
  limit: number,
): Promise<{ page: Notification[]; unreadCount: number }> {
  const [rows, [unread]] = (await ctx.db.readTogether(ctx, [
    { statement: PAGE, values: [ownerId, beforeId, limit] },
    { statement: UNREAD, values: [ownerId] },
  ])) as [NotificationRow[], [{ count: number }]];
  return { page: rows.map(toNotification), unreadCount: unread.count };
}

export async function unreadCount(tx: Transaction, ownerId: string): Promise<number> {
  return (await tx.one<{ count: number }>(UNREAD, [ownerId])).count;
}

export async function findNotification(
  tx: Transaction,
  id: string,
  ownerId: string,
): Promise<Notification | null> {
  const row = await tx.maybeOne<NotificationRow>(FIND, [id, ownerId]);
  return row ? toNotification(row) : null;
}

/** @returns false when the person has no such notification */
export async function markRead(tx: Transaction, id: string, ownerId: string): Promise<boolean> {
  return (await tx.maybeOne(MARK_READ, [id, ownerId, tx.now])) !== null;
}
