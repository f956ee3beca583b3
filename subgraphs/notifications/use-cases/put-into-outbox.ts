import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { CHANNELS, isOn, type OutgoingChannel } from '../domain/channel.ts';
import type { NotificationKind } from '../domain/notification.ts';
import { insertDelivery } from '../persistence/delivery-rows.ts';
import { findPhone } from '../persistence/phone-rows.ts';
import { devicesOf } from '../persistence/push-device-rows.ts';
import type { PersonSettings } from '../persistence/settings-rows.ts';

/** Kind of the job that makes one attempt, by channel. Each has workers of its own: a channel that is slow delays itself alone. */
export const DELIVER_BY: Readonly<Record<OutgoingChannel, string>> = {
  // The name that all channels shared once.
  EMAIL: 'deliver-notice',
  WEB_PUSH: 'deliver-push',
  SMS: 'deliver-text',
};

/** Asks for an attempt at a delivery. @param attempt tells the attempts of one delivery apart */
export async function scheduleAttempt(
  tx: Transaction,
  { id: deliveryId, channel }: { id: string; channel: OutgoingChannel },
  attempt: string | number,
  dueAt: Date = tx.now,
): Promise<void> {
  await tx.schedule({
    kind: DELIVER_BY[channel],
    dedupeKey: `${DELIVER_BY[channel]}:${deliveryId}:${attempt}`,
    payload: { deliveryId },
    dueAt,
  });
}

/** Puts a new notice on its way by every channel that its owner has on for its kind. */
export async function putIntoOutbox(
  tx: Transaction,
  notice: { id: string; ownerId: string; kind: NotificationKind },
  { choices }: PersonSettings,
): Promise<void> {
  for (const channel of CHANNELS) {
    if (channel === 'IN_APP' || !isOn(choices, notice.kind, channel)) continue;
    for (const targetId of await targetsOf(tx, channel, notice.ownerId)) {
      const id = newId();
      await insertDelivery(tx, { id, ownerId: notice.ownerId, notificationId: notice.id, channel, targetId });
      await scheduleAttempt(tx, { id, channel }, 1);
    }
  }
}

/** The ways to a person by one channel. A letter has one, and whether there is an address is known to identity alone. */
async function targetsOf(
  tx: Transaction,
  channel: OutgoingChannel,
  ownerId: string,
): Promise<(string | null)[]> {
  switch (channel) {
    case 'EMAIL':
      return [null];
    case 'SMS':
      return (await findPhone(tx, ownerId))?.confirmedAt ? [null] : [];
    case 'WEB_PUSH':
      return (await devicesOf(tx, ownerId)).map(({ id }) => id);
  }
}
