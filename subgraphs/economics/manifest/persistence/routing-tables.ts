import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** Settings of routing, and what admins ordered. */
export const ROUTING_TABLES = `
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
