import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Notices leave the studio: in the language and by the channels that their owner chose, each tracked until it arrives. */
export const channels: Migration = {
  id: '0004-channels',
  sql: `
alter table notifications.notification
  add column locale text not null default 'en',
  -- Whoever wants no news of a kind in the app is still told only once.
  add column is_in_inbox boolean not null default true;
alter table notifications.notification alter column locale drop default, alter column is_in_inbox drop default;

create table notifications.settings (
  owner_id uuid primary key,
  tenant_id uuid not null,
  locale text not null,
  -- By kind and channel, what differs from the defaults.
  choices jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${ownedRows('notifications.settings')}

create table notifications.delivery (
  id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  notification_id uuid not null references notifications.notification (id) on delete cascade,
  channel text not null,
  -- Which of a person's devices; null where a channel has one way only.
  target_id uuid,
  state text not null default 'WAITING' check (state in ('WAITING', 'SENT', 'SKIPPED', 'DEAD')),
  attempts int not null default 0,
  last_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique nulls not distinct (notification_id, channel, target_id)
);
create index delivery_undelivered on notifications.delivery (id desc) where state = 'DEAD';
create index delivery_of_owner on notifications.delivery (owner_id);
${ownedRows('notifications.delivery')}
`,
};
