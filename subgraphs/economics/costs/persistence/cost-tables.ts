import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/**
 * Bitemporal cost entries: `event_time` is when the machine worked, `recorded_at` when we learned of it. A row
 * that is superseded by a later one is what we believed before; the rest is what we believe now.
 */
export const COST_TABLES = `
create table economics.cost_entry (
  id uuid primary key,
  task_id uuid not null,
  attempt int not null check (attempt > 0),
  revision int not null check (revision > 0),
  supersedes uuid references economics.cost_entry,
  event_time timestamptz not null,
  recorded_at timestamptz not null,
  run_id uuid not null,
  owner_id uuid not null,
  tenant_id uuid not null,
  role text not null check (role in ('candidate', 'exploration', 'shadow', 'finish')),
  outcome text not null check (outcome in ('succeeded', 'failed', 'expired', 'cancelled', 'late')),
  provider_id text not null,
  workflow_id text not null,
  effect_type_id text not null,
  fleet text not null,
  instance_type text not null,
  budget_context text not null check (budget_context in ('user_run', 'system_test', 'benchmark')),
  busy_ms bigint not null check (busy_ms >= 0),
  rate_card_version int references economics.rate_card,
  rate_nano_usd_per_hour bigint,
  -- Null is unpriced, which is not zero.
  cost_nano_usd bigint,
  bearer text not null check (bearer in ('PENDING', 'RUN', 'EXPLORATION', 'PLATFORM')),
  unique (task_id, attempt, revision),
  check ((revision = 1) = (supersedes is null)),
  check ((cost_nano_usd is null) = (rate_nano_usd_per_hour is null))
);
create unique index cost_entry_superseded_once on economics.cost_entry (supersedes) where supersedes is not null;
create index cost_entry_of_run on economics.cost_entry (run_id);
create index cost_entry_by_time on economics.cost_entry (event_time);
${sensitiveRows('economics.cost_entry')}
${appendOnly('economics.cost_entry')}

create table economics.agent_session (
  agent_id uuid not null,
  started_at timestamptz not null,
  agent_owner_id uuid not null,
  instance_type text not null,
  ended_at timestamptz,
  busy_ms bigint,
  reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (agent_id, started_at)
);

create table economics.unpriced_provider (
  provider_id text not null,
  -- 0 when no card was in force.
  rate_card_version int not null,
  created_at timestamptz not null,
  primary key (provider_id, rate_card_version)
);
`;
