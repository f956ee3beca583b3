import type { CallContext } from '@effect-studio/kernel/context';
import { channelsByKind } from '../domain/channel.ts';
import { LOCALES } from '../domain/locale.ts';
import { settingsOf } from '../persistence/settings-rows.ts';

/** The caller's settings as the graph shows them. */
export async function settingsView(ctx: CallContext) {
  const { locale, choices } = await ctx.db.transaction(ctx, (tx) =>
    settingsOf(tx, ctx.caller.subjectId ?? ''),
  );
  return { locale, locales: [...LOCALES], kinds: channelsByKind(choices) };
}
