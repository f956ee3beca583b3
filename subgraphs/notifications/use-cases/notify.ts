import type { Transaction } from '@effect-studio/kernel/database';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { UserNotified } from '@effect-studio/schema/events/notifications';
import type { NotificationKind } from '../domain/notification.ts';
import { renderNotice } from '../domain/render-notice.ts';
import { TEMPLATES } from '../domain/templates.ts';
import { insertNotification } from '../persistence/notification-rows.ts';

/** What a person is to be told. */
export interface Notice {
  ownerId: string;
  kind: NotificationKind;
  /** What it is about; a person is told once per topic. */
  topic: string;
  values: Readonly<Record<string, string>>;
  runId: string | null;
}

/** Puts a notice into a person's inbox, in the running transaction. The platform itself has no inbox. */
export async function notify(tx: Transaction, notice: Notice): Promise<void> {
  if (notice.ownerId === SYSTEM_SUBJECT_ID) return;
  const { kind, ownerId, topic, values, runId } = notice;
  const template = TEMPLATES[kind];
  const id = newId();
  const isNew = await insertNotification(tx, {
    id,
    ownerId,
    kind,
    topic,
    runId,
    templateVersion: template.version,
    templateValues: values,
    ...renderNotice(template, values),
  });
  if (!isNew) return;
  await tx.emit(UserNotified, {
    aggregateId: ownerId,
    payload: { notificationId: id, userId: ownerId, kind, runId },
    idempotencyKey: `notifications:${id}:notify:v1`,
  });
}
