import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Telephone numbers, sealed; news go to one when its owner has read a code from it. */
export const phones: Migration = {
  id: '0006-phones',
  sql: `
create table notifications.phone (
  owner_id uuid primary key,
  tenant_id uuid not null,
  -- Null when its owner took the number out; the row stays, because codes are counted by it.
  number_sealed bytea,
  -- Enough of it to know it again.
  masked text not null,
  confirmed_at timestamptz,
  -- The code that waits to be read back; null when none does.
  code_sealed bytea,
  code_expires_at timestamptz,
  code_attempts_left int not null default 0,
  -- Codes are sent a few times per window only, whatever numbers are tried.
  window_started_at timestamptz not null,
  codes_sent int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${ownedRows('notifications.phone')}
`,
};
