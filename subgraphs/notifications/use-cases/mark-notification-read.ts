import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { markRead } from '../persistence/notification-rows.ts';

/** Marks one of the caller's notifications as read; the time of the first reading stays. */
export async function markNotificationRead(
  ctx: CallContext,
  command: { notificationId: string; idempotencyKey: string },
): Promise<{ id: string } | NotFound | IdempotencyConflict> {
  const { notificationId, idempotencyKey } = command;
  const ownerId = ctx.caller.subjectId;
  if (!ownerId || !isId(notificationId)) return notFound('notification', notificationId);
  const payload = { notificationId };
  return idempotent(ctx, { operation: 'markNotificationRead', key: idempotencyKey, payload }, async (tx) =>
    (await markRead(tx, notificationId, ownerId))
      ? { id: notificationId }
      : notFound('notification', notificationId),
  );
}
