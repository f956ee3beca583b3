import { appendOnly } from '../../persistence/row-rules.ts';

/** What routing is decided from, and every decision that was published. */
export const MANIFEST_TABLES = `
create table economics.catalogue_workflow (
  workflow_id text primary key,
  provider_id text not null,
  effect_type_id text not null,
  is_active boolean not null,
  as_of timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table economics.provider_status (
  provider_id text primary key,
  status text not null check (status in ('HEALTHY', 'DEGRADED', 'UNHEALTHY', 'PAUSED')),
  as_of timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
-- Integer sums per workflow and 15-minute cycle: the order in which events arrive does not matter.
create table economics.routing_observation (
  workflow_id text not null,
  provider_id text not null,
  effect_type_id text not null,
  cycle_start timestamptz not null,
  attempts int not null default 0,
  successes int not null default 0,
  failures int not null default 0,
  rejections int not null default 0,
  -- Of successful attempts; thousandths of a work unit.
  delivered_milli_units bigint not null default 0,
  delivered_busy_ms bigint not null default 0,
  -- Of all priced attempts: failures cost too.
  cost_nano_usd bigint not null default 0,
  judged int not null default 0,
  -- Sum of composites in millionths.
  quality_ppm bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workflow_id, provider_id, effect_type_id, cycle_start)
) with (fillfactor = 75);
create index routing_observation_by_cycle on economics.routing_observation (cycle_start);

create table economics.routing_manifest (
  version int primary key,
  digest text not null,
  generated_at timestamptz not null,
  policy jsonb not null,
  entries jsonb not null,
  cause text not null
);
${appendOnly('economics.routing_manifest')}
-- The one current manifest; locked while a new one is made.
create table economics.manifest_head (
  only_row boolean primary key default true check (only_row),
  version int not null default 0,
  digest text,
  checked_at timestamptz
);
insert into economics.manifest_head default values;
`;
