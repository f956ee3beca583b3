import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import type { Channel } from '../domain/channel.ts';
import { isLocale } from '../domain/locale.ts';
import type { NotificationKind } from '../domain/notification.ts';
import { lockSettings, storeSettings } from '../persistence/settings-rows.ts';

/** Changes to how the caller is told; what is not named stays. */
export interface ChangeSettings {
  /** A language tag; null leaves it. */
  locale: string | null;
  switches: { kind: NotificationKind; channel: Channel; isOn: boolean }[];
  idempotencyKey: string;
}

/** Changes in which language and by which channels the caller is told. */
export async function changeSettings(
  ctx: CallContext,
  { locale, switches, idempotencyKey }: ChangeSettings,
): Promise<{ ownerId: string } | InvalidInput | IdempotencyConflict> {
  const ownerId = ctx.caller.subjectId ?? '';
  if (locale !== null && !isLocale(locale)) {
    return invalidInput('locale', `Nothing is written in “${locale}” here.`, 'Choose one of the languages.');
  }
  const command = {
    operation: 'changeNotificationSettings',
    key: idempotencyKey,
    payload: { locale, switches },
  };
  return idempotent(ctx, command, async (tx) => {
    const known = await lockSettings(tx, ownerId);
    const choices = { ...known.choices };
    for (const { kind, channel, isOn } of switches) choices[kind] = { ...choices[kind], [channel]: isOn };
    await storeSettings(tx, ownerId, { locale: locale ?? known.locale, choices });
    return { ownerId };
  });
}
