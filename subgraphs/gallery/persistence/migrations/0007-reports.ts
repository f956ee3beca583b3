import type { Migration } from '@effect-studio/kernel/migrations/migrate';

const TENANT = `tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`;
const STAFF = `(select current_setting('app.actor', true)) in ('system', 'admin')`;
const OWNER = `owner_id = (select nullif(current_setting('app.user_id', true), '')::uuid)`;

export const reports: Migration = {
  id: '0007-reports',
  sql: `
-- Complaints about published effects; the owner of one is who complained.
create table gallery.report (
  id uuid primary key,
  tenant_id uuid not null,
  effect_id uuid not null references gallery.effect (id),
  owner_id uuid not null,
  ground text not null check (ground in ('RIGHTS', 'PERSON', 'OFFENSIVE', 'MISLEADING', 'OTHER')),
  details text not null,
  status text not null default 'OPEN' check (status in ('OPEN', 'UPHELD', 'DISMISSED')),
  decided_by uuid,
  decided_at timestamptz,
  decision text,
  created_by uuid not null,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((status = 'OPEN') = (decided_at is null))
);
-- Nobody complains twice before somebody has looked.
create unique index report_once on gallery.report (effect_id, owner_id) where status = 'OPEN';
create index report_queue on gallery.report (tenant_id, status, id);
create index report_by_owner on gallery.report (owner_id);
alter table gallery.report enable row level security;
alter table gallery.report force row level security;
create policy report_read on gallery.report for select using (${TENANT} and (${STAFF} or ${OWNER}));
create policy report_insert on gallery.report for insert with check (${TENANT} and (${STAFF} or ${OWNER}));
create policy report_decide on gallery.report for update using (${TENANT} and ${STAFF});
create policy report_forget on gallery.report for delete using (${TENANT} and ${STAFF});
`,
};
