import { sensitiveRows } from '../../persistence/row-rules.ts';

/** Fleets as providers told them, and machines that the engine added to them by itself. */
export const FLEET_ACTION_TABLES = `
create table economics.fleet (
  tenant_id uuid not null,
  name text not null,
  min_agents int not null,
  max_agents int not null,
  nano_usd_per_hour bigint not null,
  budget_nano_usd_per_hour bigint not null,
  is_scaled boolean not null,
  created_at timestamptz not null,
  primary key (tenant_id, name)
);
${sensitiveRows('economics.fleet')}

create table economics.fleet_action (
  id uuid primary key,
  tenant_id uuid not null,
  bottleneck_id uuid not null references economics.bottleneck,
  fleet text not null,
  delta int not null check (delta between -1000 and 1000),
  state text not null check (state in ('APPLIED', 'REVERTED', 'EXPIRED')),
  reserved_nano_usd bigint not null check (reserved_nano_usd >= 0),
  inverse jsonb not null,
  settings_version text not null,
  applied_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_why text check (end_why in ('BY_HAND', 'EXPIRED')),
  end_reason text,
  ended_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((state = 'APPLIED') = (ended_at is null)),
  check ((ended_at is null) = (end_why is null))
);
create index fleet_action_live on economics.fleet_action (tenant_id, fleet) where state = 'APPLIED';
create index fleet_action_of_bottleneck on economics.fleet_action (bottleneck_id);
${sensitiveRows('economics.fleet_action')}
`;
