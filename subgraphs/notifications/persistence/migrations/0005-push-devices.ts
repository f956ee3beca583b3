import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Browsers that show news; one row for each, whoever uses it now. */
export const pushDevices: Migration = {
  id: '0005-push-devices',
  sql: `
create table notifications.push_device (
  id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  endpoint text not null,
  fingerprint text not null,
  p256dh text not null,
  auth text not null,
  device text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (tenant_id, fingerprint)
);
create index push_device_of_owner on notifications.push_device (owner_id);
${ownedRows('notifications.push_device')}
`,
};
