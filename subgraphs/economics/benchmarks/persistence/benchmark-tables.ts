import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** The library of known inputs, rounds of it, and the runs of each round. */
export const BENCHMARK_TABLES = `
create table economics.benchmark_case (
  tenant_id uuid not null,
  case_id text not null,
  version int not null check (version > 0),
  effect_type_id text not null,
  example_video_id uuid not null,
  footage_video_id uuid not null,
  title text not null,
  wish text not null,
  variant_id uuid not null,
  variant_text text not null,
  variant_parameters jsonb not null,
  digest text not null,
  created_at timestamptz not null,
  primary key (tenant_id, case_id, version)
);
${sensitiveRows('economics.benchmark_case')}
${appendOnly('economics.benchmark_case')}

create table economics.benchmark_round (
  id uuid primary key,
  tenant_id uuid not null,
  cause text not null check (cause in ('SCHEDULE', 'CATALOGUE_CHANGED', 'REQUESTED')),
  state text not null check (state in ('RUNNING', 'FINISHED')),
  repeats int not null check (repeats between 1 and 20),
  requested_by uuid,
  requested_at timestamptz not null,
  finished_at timestamptz,
  updated_at timestamptz not null,
  check ((state = 'FINISHED') = (finished_at is not null))
);
create index benchmark_round_newest on economics.benchmark_round (tenant_id, id desc);
${sensitiveRows('economics.benchmark_round')}

create table economics.benchmark_run (
  run_id uuid primary key,
  tenant_id uuid not null,
  round_id uuid not null references economics.benchmark_round,
  ordinal int not null,
  case_id text not null,
  case_version int not null,
  state text not null check (state in ('WAITING', 'REQUESTED', 'COMPLETED', 'FAILED')),
  reason text,
  ended_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (round_id, ordinal),
  foreign key (tenant_id, case_id, case_version) references economics.benchmark_case,
  check ((state in ('COMPLETED', 'FAILED')) = (ended_at is not null))
);
${sensitiveRows('economics.benchmark_run')}

-- What the catalogue was like when providers were last compared, so that only a real change asks for a comparison.
create table economics.benchmark_catalogue (
  tenant_id uuid primary key,
  fingerprint text not null,
  updated_at timestamptz not null
);
${sensitiveRows('economics.benchmark_catalogue')}
`;
