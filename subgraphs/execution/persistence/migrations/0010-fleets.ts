import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const fleets: Migration = {
  id: '0010-fleets',
  sql: `
-- What an admin set; null: as many as there are. While a provider throttles fewer of its slots are given out.
alter table execution.provider
  add column slot_ceiling int,
  add column slots_changed_at timestamptz,
  add column slots_lowered_at timestamptz;

-- Fleets as the document in force declares them.
create table execution.fleet (
  name text primary key,
  template jsonb not null,
  min_agents int not null check (min_agents >= 0),
  max_agents int not null check (max_agents >= min_agents),
  -- Of one machine of it, and of all together.
  nano_usd_per_hour bigint not null check (nano_usd_per_hour >= 0),
  budget_nano_usd_per_hour bigint not null check (budget_nano_usd_per_hour >= 0),
  -- Whether the studio starts and drains its machines.
  is_scaled boolean not null,
  -- What an admin asked for; adjustments come on top.
  wanted_agents int not null,
  -- Null: the document has it.
  removed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- What economics asked for, for a time.
create table execution.fleet_adjustment (
  action_id uuid primary key,
  fleet text not null references execution.fleet (name),
  delta int not null,
  expires_at timestamptz not null,
  reverted_at timestamptz,
  created_at timestamptz not null
);
create index fleet_adjustment_live on execution.fleet_adjustment (fleet) where reverted_at is null;

-- A workflow that is here is rendered by machines of these fleets only.
create table execution.fleet_assignment (
  workflow_id text not null,
  fleet text not null,
  primary key (workflow_id, fleet)
);
`,
};
