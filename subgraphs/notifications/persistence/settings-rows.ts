import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { ChannelChoices } from '../domain/channel.ts';
import { DEFAULT_LOCALE, isLocale, type Locale } from '../domain/locale.ts';

/** How somebody wants to be told. */
export interface PersonSettings {
  locale: Locale;
  choices: ChannelChoices;
}

const FIND = sql(
  'notifications-settings',
  'select locale, choices from notifications.settings where owner_id = $1',
);
/** $1 person, $2 tenant, $3 now. Makes the row when there is none, and locks it. */
const LOCK = sql(
  'notifications-lock-settings',
  `insert into notifications.settings as known (owner_id, tenant_id, locale, choices, created_at, updated_at)
   values ($1, $2, 'en', '{}', $3, $3)
   on conflict (owner_id) do update set updated_at = known.updated_at returning locale, choices`,
);
const STORE = sql(
  'notifications-store-settings',
  'update notifications.settings set locale = $2, choices = $3, updated_at = $4 where owner_id = $1',
);

interface SettingsRow {
  locale: string;
  choices: ChannelChoices;
}

const toSettings = (row: SettingsRow | null): PersonSettings => ({
  locale: row && isLocale(row.locale) ? row.locale : DEFAULT_LOCALE,
  choices: row?.choices ?? {},
});

/** A person's settings; the defaults for who has none. */
export async function settingsOf(tx: Transaction, ownerId: string): Promise<PersonSettings> {
  return toSettings(await tx.maybeOne<SettingsRow>(FIND, [ownerId]));
}

/** The same, locked until the transaction ends, so that two changes follow one another. */
export async function lockSettings(tx: Transaction, ownerId: string): Promise<PersonSettings> {
  return toSettings(await tx.one<SettingsRow>(LOCK, [ownerId, tx.call.caller.tenantId, tx.now]));
}

export async function storeSettings(
  tx: Transaction,
  ownerId: string,
  { locale, choices }: PersonSettings,
): Promise<void> {
  await tx.rows(STORE, [ownerId, locale, JSON.stringify(choices), tx.now]);
}
