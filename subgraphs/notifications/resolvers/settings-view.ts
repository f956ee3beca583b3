import type { CallContext } from '@effect-studio/kernel/context';
import { chosenSms } from '../channels/sms/choose-sms.ts';
import { vapidKeys } from '../config.ts';
import { channelsByKind } from '../domain/channel.ts';
import { LOCALES } from '../domain/locale.ts';
import { findPhone } from '../persistence/phone-rows.ts';
import { devicesOf } from '../persistence/push-device-rows.ts';
import { settingsOf } from '../persistence/settings-rows.ts';

/** The caller's settings as the graph shows them. */
export async function settingsView(ctx: CallContext) {
  const ownerId = ctx.caller.subjectId ?? '';
  return ctx.db.transaction(ctx, async (tx) => {
    const { locale, choices } = await settingsOf(tx, ownerId);
    const phone = await findPhone(tx, ownerId);
    return {
      locale,
      locales: [...LOCALES],
      kinds: channelsByKind(choices),
      pushKey: vapidKeys()?.publicKey ?? null,
      pushDevices: await devicesOf(tx, ownerId),
      sendsSms: chosenSms() !== null,
      phone: phone && { masked: phone.masked, isConfirmed: phone.confirmedAt !== null },
    };
  });
}
