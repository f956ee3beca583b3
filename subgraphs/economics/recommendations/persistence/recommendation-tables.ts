import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** What was recommended, what became of it, and what it brought. */
export const RECOMMENDATION_TABLES = `
create table economics.recommendation (
  id uuid primary key,
  tenant_id uuid not null,
  kind text not null check (kind in ('PROVIDER_SWITCH', 'PRICE_ADJUSTMENT', 'FLEET_OPTIMIZATION', 'WORKFLOW_TUNING')),
  -- The question that it answers; asked once at a time.
  subject text not null,
  state text not null check (state in ('PROPOSED', 'SNOOZED', 'APPROVED', 'REJECTED', 'APPLIED', 'MEASURED',
    'WITHDRAWN')),
  proposal jsonb not null,
  source text not null check (source in ('USER_RUNS', 'BENCHMARK')),
  title text not null,
  summary text not null,
  instructions jsonb not null,
  -- Locked: the only numbers that a wording may have.
  facts jsonb not null,
  sample_count int not null,
  confidence double precision not null check (confidence between 0 and 1),
  impact_nano_usd bigint not null,
  impact_lower_nano_usd bigint not null,
  impact_upper_nano_usd bigint not null,
  interval_level double precision not null,
  quality_change double precision,
  is_auto_applicable boolean not null,
  needs_approval boolean not null,
  decided_by uuid,
  decided_at timestamptz,
  reason text,
  snoozed_until timestamptz,
  application text check (application in ('OVERRIDE', 'RATE_CARD', 'BY_HAND')),
  applied_at timestamptz,
  measurement jsonb,
  measured_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((state = 'SNOOZED') = (snoozed_until is not null)),
  check ((state in ('APPLIED', 'MEASURED')) = (applied_at is not null)),
  check ((state = 'MEASURED') = (measurement is not null))
);
create unique index recommendation_open_once on economics.recommendation (tenant_id, subject)
  where state in ('PROPOSED', 'SNOOZED', 'APPROVED');
create index recommendation_list on economics.recommendation (tenant_id, id desc);
create index recommendation_decided on economics.recommendation (tenant_id, subject, updated_at);
${sensitiveRows('economics.recommendation')}

-- Rounds of questions in their order: what the level of the next one is computed from.
create table economics.advice_round (
  tenant_id uuid not null,
  ordinal int not null check (ordinal > 0),
  level double precision not null check (level between 0 and 1),
  size int not null check (size > 0),
  rejections int not null check (rejections between 0 and size),
  rejections_plus int not null check (rejections_plus between 1 and size),
  subjects jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, ordinal)
);
${sensitiveRows('economics.advice_round')}
${appendOnly('economics.advice_round')}
`;
