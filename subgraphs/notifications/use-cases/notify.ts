import type { Transaction } from '@effect-studio/kernel/database';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { UserNotified } from '@effect-studio/schema/events/notifications';
import { isOn } from '../domain/channel.ts';
import type { NotificationKind } from '../domain/notification.ts';
import type { NoticeValue } from '../domain/phrases.ts';
import { renderNotice } from '../domain/render-notice.ts';
import { insertNotification } from '../persistence/notification-rows.ts';
import { settingsOf } from '../persistence/settings-rows.ts';
import { putIntoOutbox } from './put-into-outbox.ts';

/** What a person is to be told. */
export interface Notice {
  ownerId: string;
  kind: NotificationKind;
  /** What it is about; a person is told once per topic. */
  topic: string;
  values: Readonly<Record<string, NoticeValue>>;
  runId: string | null;
}

/**
 * Tells a person something, in their language and by the channels that they have on for it, in the running transaction. The
 * platform itself has no inbox.
 */
export async function notify(tx: Transaction, notice: Notice): Promise<void> {
  if (notice.ownerId === SYSTEM_SUBJECT_ID) return;
  const { kind, ownerId, topic, values, runId } = notice;
  const settings = await settingsOf(tx, ownerId);
  const id = newId();
  const isNew = await insertNotification(tx, {
    id,
    ownerId,
    kind,
    topic,
    runId,
    locale: settings.locale,
    isInInbox: isOn(settings.choices, kind, 'IN_APP'),
    templateValues: values,
    ...renderNotice(kind, settings.locale, values),
  });
  if (!isNew) return;
  await putIntoOutbox(tx, { id, ownerId, kind }, settings);
  await tx.emit(UserNotified, {
    aggregateId: ownerId,
    payload: { notificationId: id, userId: ownerId, kind, runId },
    idempotencyKey: `notifications:${id}:notify:v1`,
  });
}
