import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const agents: Migration = {
  id: '0002-agents',
  sql: `
-- Machine clients as identity made them known.
create table execution.machine (
  client_id uuid primary key,
  owner_id uuid not null,
  revoked_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table execution.agent (
  id uuid primary key,
  client_id uuid not null,
  owner_id uuid not null,
  tenant_id uuid not null,
  name text not null,
  status text not null check (status in ('ONLINE', 'DRAINING', 'LOST')),
  version text not null,
  instance_type text not null,
  gpu_name text,
  vram_mib int,
  capabilities text[] not null,
  revision_ids int[] not null,
  registered_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Changes with every session; a poll of an earlier one gets nothing.
  session_id uuid,
  session_started_at timestamptz,
  session_busy_ms double precision not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (client_id, name)
) with (fillfactor = 75);

-- One lease of one task, and how it ended. Open while ended_at is null; then the provider's slot is held.
create table execution.attempt (
  lease_id uuid primary key,
  task_id uuid not null references execution.task (id),
  provider_id text not null,
  attempt smallint not null,
  epoch int not null,
  agent_id uuid not null references execution.agent (id),
  ready_at timestamptz not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  busy_ms double precision,
  -- Of a failure: whether the task was offered again.
  is_retried boolean,
  created_at timestamptz not null
) with (fillfactor = 75);
create index attempt_open on execution.attempt (agent_id) where ended_at is null;
create index attempt_by_task on execution.attempt (task_id);
create index attempt_by_provider on execution.attempt (provider_id, started_at);

create table execution.provider_probe (
  provider_id text primary key references execution.provider (id),
  healthy boolean not null,
  online_agents int not null,
  times_told int not null,
  told_at timestamptz not null,
  updated_at timestamptz not null
);
`,
};
