import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** What was in the way, with its evidence, and everything that happened about it. */
export const BOTTLENECK_TABLES = `
create table economics.bottleneck (
  id uuid primary key,
  tenant_id uuid not null,
  bottleneck_class text not null check (bottleneck_class in ('PROVIDER_API_THROTTLING', 'TOKEN_DEPLETION_RISK',
    'COLD_START_PENALTY', 'GPU_SATURATION', 'PROVIDER_LATENCY_DEGRADATION', 'WORKFLOW_INEFFICIENCY', 'UNKNOWN')),
  subject_kind text not null check (subject_kind in ('PROVIDER', 'WORKFLOW', 'FLEET', 'OWNER')),
  subject_id text not null,
  -- The tests of the tree as they were last answered.
  tests jsonb not null,
  affected_attempts int not null,
  -- Per hour, at the pace of the last one; null where it cannot be said.
  impact_nano_usd_per_hour bigint,
  impact_kind text not null check (impact_kind in ('COST', 'REVENUE_AT_RISK')),
  runbook text not null,
  suggested_action text not null,
  -- What the engine did, in words; null: nothing.
  action_taken text,
  settings_version text not null,
  opened_at timestamptz not null,
  last_seen_at timestamptz not null,
  closed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index bottleneck_open_once on economics.bottleneck (tenant_id, bottleneck_class, subject_kind, subject_id)
  where closed_at is null;
create index bottleneck_by_time on economics.bottleneck (tenant_id, id desc);
${sensitiveRows('economics.bottleneck')}

create table economics.bottleneck_history (
  id uuid primary key,
  tenant_id uuid not null,
  bottleneck_id uuid not null references economics.bottleneck,
  kind text not null check (kind in ('OPENED', 'CLOSED', 'ACTION_APPLIED', 'ACTION_REFUSED', 'ACTION_ENDED')),
  detail text not null,
  created_at timestamptz not null,
  created_by uuid
);
create index bottleneck_history_of on economics.bottleneck_history (bottleneck_id, id);
${sensitiveRows('economics.bottleneck_history')}
${appendOnly('economics.bottleneck_history')}
`;
