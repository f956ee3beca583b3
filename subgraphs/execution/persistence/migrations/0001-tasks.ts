import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Machines serve all tenants, so the platform leases and settles across them; people still see only what is theirs. */
const seenByFleet = (table: string): string => `
${ownedRows(table)}
create policy ${table.replace('.', '_')}_fleet on ${table} using ((select current_setting('app.actor', true)) = 'system');
`;

export const tasks: Migration = {
  id: '0001-tasks',
  sql: `
-- A workflow in one exact form: what agents offer and tasks ask for.
create table execution.workflow_revision (
  id int generated always as identity primary key,
  workflow_id text not null,
  digest text not null,
  created_at timestamptz not null,
  unique (workflow_id, digest)
);

create table execution.task (
  id uuid primary key,
  owner_id uuid not null,
  tenant_id uuid not null,
  run_id uuid not null,
  role text not null,
  provider_id text not null,
  workflow_id text not null,
  revision_id int not null references execution.workflow_revision (id),
  effect_type_id text not null,
  variant text not null,
  adapter text not null,
  -- Price class of the provider's machines; null: the agent's own.
  instance_type text,
  budget_context text not null,
  excerpt_start_ms double precision,
  excerpt_duration_ms double precision,
  work_units double precision not null,
  ttl_ms int not null,
  hard_cap_ms int not null,
  priority smallint not null,
  fair_tag bigint not null,
  -- 0 waiting, 1 leased, 2 succeeded, 3 failed, 4 cancelled
  state smallint not null default 0,
  epoch int not null default 0,
  attempts smallint not null default 0,
  strikes smallint not null default 0,
  lease_id uuid,
  agent_id uuid,
  -- Not indexed on purpose: renewals stay HOT updates.
  lease_until timestamptz,
  hard_deadline timestamptz,
  progress real,
  progress_sequence int not null default 0,
  busy_ms double precision,
  correlation_id uuid not null,
  queued_at timestamptz not null,
  -- When it last became ready; queue wait counts from here.
  ready_at timestamptz not null,
  ended_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 75, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index task_ready on execution.task (revision_id, priority, fair_tag, id) where state = 0;
create index task_by_run on execution.task (run_id);
${seenByFleet('execution.task')}

-- What the renderer needs; apart, so that state changes do not copy it.
create table execution.task_input (
  task_id uuid primary key references execution.task (id),
  owner_id uuid not null,
  tenant_id uuid not null,
  parameters jsonb not null,
  example_descriptor jsonb not null,
  footage_descriptor jsonb not null,
  example_key text not null,
  footage_key text not null,
  created_at timestamptz not null
);
${seenByFleet('execution.task_input')}

create table execution.task_result (
  task_id uuid primary key references execution.task (id),
  owner_id uuid not null,
  tenant_id uuid not null,
  lease_id uuid not null unique,
  output_key text not null,
  output_sha256 text not null,
  output_bytes bigint not null,
  busy_ms double precision not null,
  is_late boolean not null,
  created_at timestamptz not null
);
${seenByFleet('execution.task_result')}

create table execution.provider (
  id text primary key,
  status text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Concurrency of a provider as rows: a lease holds one from its beginning to its end.
create table execution.provider_slot (
  provider_id text not null references execution.provider (id),
  n int not null,
  task_id uuid,
  lease_id uuid,
  primary key (provider_id, n)
) with (fillfactor = 50);

-- The catalogue as providers published it.
create table execution.workflow (
  id text primary key,
  provider_id text not null references execution.provider (id),
  effect_type_id text not null,
  variant text not null,
  adapter text not null,
  digest text not null,
  instance_type text,
  is_active boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table execution.fair_clock (
  only_row boolean primary key default true check (only_row),
  virtual_time bigint not null default 0
) with (fillfactor = 10);
insert into execution.fair_clock default values;

create table execution.flow_clock (
  tenant_id uuid not null,
  owner_id uuid not null,
  finish_tag bigint not null,
  updated_at timestamptz not null,
  primary key (tenant_id, owner_id)
);
`,
};
