import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** What routing is decided from, and every decision that was published. */
export const MANIFEST_TABLES = `
create table economics.catalogue_workflow (
  tenant_id uuid not null,
  workflow_id text not null,
  provider_id text not null,
  effect_type_id text not null,
  is_active boolean not null,
  -- What it was when it was last told of, and since when it is that; null: since it is known.
  digest text not null default '',
  changed_at timestamptz,
  -- It joined an effect type that others served already.
  is_newcomer boolean not null default false,
  as_of timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, workflow_id)
);
${sensitiveRows('economics.catalogue_workflow')}
create table economics.provider_status (
  tenant_id uuid not null,
  provider_id text not null,
  status text not null check (status in ('HEALTHY', 'DEGRADED', 'UNHEALTHY', 'PAUSED')),
  as_of timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, provider_id)
);
${sensitiveRows('economics.provider_status')}

-- Integer sums per workflow and 15-minute cycle, with squares and products for bounds and streaks for gates: the order in
-- which events arrive does not matter.
create table economics.routing_observation (
  tenant_id uuid not null,
  workflow_id text not null,
  provider_id text not null,
  effect_type_id text not null,
  cycle_start timestamptz not null,
  attempts int not null default 0,
  successes int not null default 0,
  failures int not null default 0,
  rejections int not null default 0,
  trailing_failures int not null default 0,
  trailing_successes int not null default 0,
  -- Of successful attempts; thousandths of a work unit.
  delivered_milli_units bigint not null default 0,
  delivered_milli_units_squared numeric not null default 0,
  delivered_busy_ms bigint not null default 0,
  delivered_busy_ms_squared numeric not null default 0,
  delivered_busy_ms_milli_units numeric not null default 0,
  -- Of all priced attempts: failures cost too.
  cost_nano_usd bigint not null default 0,
  cost_nano_usd_squared numeric not null default 0,
  cost_nano_usd_milli_units numeric not null default 0,
  unpriced_attempts int not null default 0,
  judged int not null default 0,
  -- Sum of composites in millionths.
  quality_ppm bigint not null default 0,
  quality_ppm_squared numeric not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, cycle_start, effect_type_id, workflow_id, provider_id)
) with (fillfactor = 75);
${sensitiveRows('economics.routing_observation')}

create table economics.routing_manifest (
  tenant_id uuid not null,
  version int not null,
  digest text not null,
  content_digest text not null,
  -- Ed25519 over the digest, base64url.
  signature text not null,
  generated_at timestamptz not null,
  policies jsonb not null,
  entries jsonb not null,
  trials jsonb not null,
  is_exploration_stopped boolean not null,
  -- Which snapshot was in force again.
  holds_version int,
  cause text not null,
  primary key (tenant_id, version)
);
${sensitiveRows('economics.routing_manifest')}
${appendOnly('economics.routing_manifest')}
-- The current manifest of a tenant; locked while a new one is made.
create table economics.manifest_head (
  tenant_id uuid primary key,
  version int not null default 0,
  digest text,
  content_digest text,
  checked_at timestamptz,
  -- What exploration may still spend; null: no limit is set.
  exploration_left_nano_usd bigint
);
${sensitiveRows('economics.manifest_head')}
`;
