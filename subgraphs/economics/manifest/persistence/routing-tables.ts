import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** SQL that gives a table a tenant: what is there belongs to the default one. */
const withTenant = (table: string): string => `
alter table ${table} add column tenant_id uuid not null default '${DEFAULT_TENANT_ID}';
alter table ${table} alter column tenant_id drop default;
`;

/** Routing per tenant; bounds and gates need squares and streaks; policies, orders and signatures. */
export const ROUTING_TABLES = `
${withTenant('economics.catalogue_workflow')}
-- It joined an effect type that others served already.
alter table economics.catalogue_workflow add column is_newcomer boolean not null default false;
alter table economics.catalogue_workflow drop constraint catalogue_workflow_pkey;
alter table economics.catalogue_workflow add primary key (tenant_id, workflow_id);
${sensitiveRows('economics.catalogue_workflow')}
${withTenant('economics.provider_status')}
alter table economics.provider_status drop constraint provider_status_pkey;
alter table economics.provider_status add primary key (tenant_id, provider_id);
${sensitiveRows('economics.provider_status')}

${withTenant('economics.routing_observation')}
alter table economics.routing_observation
  add column trailing_failures int not null default 0,
  add column trailing_successes int not null default 0,
  add column delivered_milli_units_squared numeric not null default 0,
  add column delivered_busy_ms_squared numeric not null default 0,
  add column delivered_busy_ms_milli_units numeric not null default 0,
  add column unpriced_attempts int not null default 0,
  add column cost_nano_usd_squared numeric not null default 0,
  add column cost_nano_usd_milli_units numeric not null default 0,
  add column quality_ppm_squared numeric not null default 0;
alter table economics.routing_observation drop constraint routing_observation_pkey;
alter table economics.routing_observation
  add primary key (tenant_id, cycle_start, effect_type_id, workflow_id, provider_id);
drop index economics.routing_observation_by_cycle;
${sensitiveRows('economics.routing_observation')}

${withTenant('economics.routing_manifest')}
alter table economics.routing_manifest
  add column content_digest text,
  -- Ed25519 over the digest, base64url; null in manifests from before there were signatures.
  add column signature text,
  add column policies jsonb not null default '[]',
  add column trials jsonb not null default '[]',
  add column is_exploration_stopped boolean not null default false,
  -- Which snapshot was in force again.
  add column holds_version int,
  alter column policy drop not null;
alter table economics.routing_manifest drop constraint routing_manifest_pkey;
alter table economics.routing_manifest add primary key (tenant_id, version);
${sensitiveRows('economics.routing_manifest')}

${withTenant('economics.manifest_head')}
alter table economics.manifest_head drop column only_row;
alter table economics.manifest_head
  add column content_digest text,
  -- What exploration may still spend; null: no limit is set.
  add column exploration_left_nano_usd bigint;
alter table economics.manifest_head add primary key (tenant_id);
${sensitiveRows('economics.manifest_head')}

-- Settings of one effect type from one version on; '*' holds for all without settings of their own.
create table economics.routing_policy (
  tenant_id uuid not null,
  effect_type_id text not null,
  version int not null check (version > 0),
  policy jsonb not null,
  reason text not null,
  created_at timestamptz not null,
  created_by uuid,
  primary key (tenant_id, effect_type_id, version)
);
${sensitiveRows('economics.routing_policy')}
${appendOnly('economics.routing_policy')}

-- What admins ordered. Kept for good: who, when, why, and who lifted it.
create table economics.routing_override (
  id uuid primary key,
  tenant_id uuid not null,
  kind text not null check (kind in ('BAR', 'PIN', 'SHADOW', 'HOLD')),
  -- Null: all effect types.
  effect_type_id text,
  workflow_id text,
  provider_id text,
  -- HOLD: the snapshot that is in force instead of new manifests.
  manifest_version int,
  reason text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  created_by uuid,
  lifted_at timestamptz,
  lifted_by uuid,
  lift_reason text,
  updated_at timestamptz not null,
  check ((kind = 'HOLD') = (manifest_version is not null)),
  check (kind = 'HOLD' or num_nonnulls(workflow_id, provider_id) = 1),
  check ((lifted_at is null) = (lift_reason is null))
);
create index routing_override_in_force on economics.routing_override (tenant_id, expires_at) where lifted_at is null;
${sensitiveRows('economics.routing_override')}
`;
