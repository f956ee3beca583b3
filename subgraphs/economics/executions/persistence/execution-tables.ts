import { sensitiveRows } from '../../persistence/row-rules.ts';

/** One row per ended attempt; a late settlement replaces what was reported first, and judges add their verdict. */
export const EXECUTION_TABLES = `
create table economics.execution (
  tenant_id uuid not null,
  task_id uuid not null,
  attempt int not null check (attempt > 0),
  run_id uuid not null,
  owner_id uuid not null,
  role text not null check (role in ('candidate', 'exploration', 'shadow', 'finish')),
  outcome text not null check (outcome in ('succeeded', 'failed', 'expired', 'cancelled', 'late')),
  provider_id text not null,
  workflow_id text not null,
  effect_type_id text not null,
  fleet text not null,
  instance_type text not null,
  agent_id uuid not null,
  agent_owner_id uuid not null,
  budget_context text not null check (budget_context in ('user_run', 'system_test', 'benchmark')),
  milli_units bigint not null check (milli_units >= 0),
  queue_wait_ms bigint not null check (queue_wait_ms >= 0),
  startup_ms bigint not null check (startup_ms >= 0),
  busy_ms bigint not null check (busy_ms >= 0),
  throttled_count int not null check (throttled_count >= 0),
  throttled_ms bigint not null check (throttled_ms >= 0),
  started_at timestamptz not null,
  ended_at timestamptz not null,
  -- Composite quality in millionths; null until judged.
  quality_ppm int check (quality_ppm between 0 and 1000000),
  is_rejected boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (task_id, attempt)
) with (fillfactor = 85);
create index execution_by_time on economics.execution (tenant_id, ended_at);
create index execution_of_cell on economics.execution (tenant_id, provider_id, effect_type_id, ended_at);
${sensitiveRows('economics.execution')}
`;
