import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** People who left, and copies of what is kept of people, for them to take along. */
export const erasureAndExports: Migration = {
  id: '0006-erasure-and-exports',
  sql: `
-- Their id stays, for the books; who they were does not.
alter table identity.person add column erased_at timestamptz;

create table identity.personal_export (
  id uuid primary key,
  owner_id uuid not null references identity.person,
  tenant_id uuid not null,
  expires_at timestamptz not null,
  created_at timestamptz not null
);
create index personal_export_by_owner on identity.personal_export (owner_id, id desc);
${ownedRows('identity.personal_export')}
`,
};
