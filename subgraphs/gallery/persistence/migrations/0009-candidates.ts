import type { Migration } from '@effect-studio/kernel/migrations/migrate';

const TENANT = `tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`;
const STAFF = `(select current_setting('app.actor', true)) in ('system', 'admin')`;

/** Results that wait for a reviewer, to be held against what is published. */
export const candidates: Migration = {
  id: '0009-candidates',
  sql: `
create table gallery.candidate (
  run_id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  -- What its revision would pin.
  content jsonb not null,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index candidate_by_owner on gallery.candidate (owner_id);
create index candidate_age on gallery.candidate (created_at);
alter table gallery.candidate enable row level security;
alter table gallery.candidate force row level security;
create policy candidate_staff on gallery.candidate using (${TENANT} and ${STAFF});
`,
};
