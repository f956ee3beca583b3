import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import type { Notification } from '../domain/notification.ts';
import { readInbox } from '../persistence/notification-rows.ts';

/** One page of an inbox. */
export interface InboxPage {
  notifications: Notification[];
  hasNextPage: boolean;
  unreadCount: number;
}

/** Most notifications on one page. */
const PAGE_LIMIT = 100;

/**
 * The caller's inbox, newest first.
 * @param page `first` 1–100, others are brought into that range; `after` the id of the last one seen
 */
export async function listInbox(
  ctx: CallContext,
  page: { first: number; after: string | null },
): Promise<InboxPage> {
  const ownerId = ctx.caller.subjectId;
  if (!ownerId) return { notifications: [], hasNextPage: false, unreadCount: 0 };
  const limit = Math.min(Math.max(page.first, 1), PAGE_LIMIT);
  const beforeId = isId(page.after) ? page.after : null;
  const inbox = await readInbox(ctx, ownerId, beforeId, limit + 1);
  return {
    notifications: inbox.page.slice(0, limit),
    hasNextPage: inbox.page.length > limit,
    unreadCount: inbox.unreadCount,
  };
}
