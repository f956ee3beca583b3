import type { Migration } from '@effect-studio/kernel/migrations/migrate';

const TENANT = `tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`;
const STAFF = `(select current_setting('app.actor', true)) in ('system', 'admin')`;

/** How a result that waits for a reviewer does on the studio's own clips. */
export const houseChecks: Migration = {
  id: '0010-house-checks',
  sql: `
create table gallery.house_check (
  -- The run that renders it, in the platform's own budget.
  check_run_id uuid primary key,
  tenant_id uuid not null,
  -- The run whose result is looked at.
  run_id uuid not null,
  revision_id text not null,
  -- Place among the studio's own clips, from 0.
  clip int not null check (clip >= 0),
  status text not null default 'RENDERING' check (status in ('RENDERING', 'PASSED', 'FAILED')),
  output_key text,
  composite double precision,
  cause text,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (run_id, revision_id, clip)
);
create index house_check_age on gallery.house_check (created_at);
alter table gallery.house_check enable row level security;
alter table gallery.house_check force row level security;
create policy house_check_staff on gallery.house_check using (${TENANT} and ${STAFF});
`,
};
