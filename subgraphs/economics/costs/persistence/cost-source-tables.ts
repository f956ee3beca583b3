import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** The facts beside attempts that costs follow from: use of partners' services, machines' sessions, invoices. */
export const COST_SOURCE_TABLES = `
create table economics.usage (
  usage_id uuid primary key,
  tenant_id uuid not null,
  provider_id text not null,
  model text not null,
  purpose text not null,
  calls bigint not null check (calls >= 0),
  duration_ms bigint not null check (duration_ms >= 0),
  input_tokens bigint not null check (input_tokens >= 0),
  output_tokens bigint not null check (output_tokens >= 0),
  milli_credits bigint not null check (milli_credits >= 0),
  -- Null: the rate card says what it cost.
  reported_cost_nano_usd bigint check (reported_cost_nano_usd >= 0),
  run_id uuid,
  owner_id uuid,
  task_id uuid,
  attempt int,
  role text check (role in ('candidate', 'exploration', 'shadow', 'finish')),
  workflow_id text,
  effect_type_id text,
  fleet text not null,
  budget_context text not null check (budget_context in ('user_run', 'system_test', 'benchmark')),
  used_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((run_id is null) = (owner_id is null)),
  check ((task_id is null) = (attempt is null))
);
create index usage_by_time on economics.usage (tenant_id, used_at);
${sensitiveRows('economics.usage')}

create table economics.agent_session (
  agent_id uuid not null,
  started_at timestamptz not null,
  tenant_id uuid not null,
  agent_owner_id uuid not null,
  fleet text not null,
  instance_type text not null,
  startup_ms bigint not null check (startup_ms >= 0),
  ended_at timestamptz,
  busy_ms bigint,
  reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (agent_id, started_at)
);
create index agent_session_of_fleet on economics.agent_session (tenant_id, fleet, started_at);
${sensitiveRows('economics.agent_session')}

create table economics.invoice (
  id uuid primary key,
  tenant_id uuid not null,
  supersedes uuid references economics.invoice,
  -- A PROVIDER's invoice is about its services, a FLEET's about its machines.
  scope text not null check (scope in ('PROVIDER', 'FLEET')),
  subject text not null,
  period_start timestamptz not null,
  period_end timestamptz not null check (period_end > period_start),
  amount_nano_usd bigint not null check (amount_nano_usd >= 0),
  reference text not null,
  created_at timestamptz not null,
  created_by uuid
);
create unique index invoice_superseded_once on economics.invoice (supersedes) where supersedes is not null;
create index invoice_of_subject on economics.invoice (tenant_id, scope, subject, period_start);
${sensitiveRows('economics.invoice')}
${appendOnly('economics.invoice')}
`;
