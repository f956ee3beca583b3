import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const catalogue: Migration = {
  id: '0001-catalogue',
  sql: `
-- Locked by whoever changes the catalogue, so that its events stay in order.
create table providers.catalogue (
  only_row boolean primary key default true check (only_row),
  version int not null default 0
);
insert into providers.catalogue default values;

create table providers.provider (
  id text primary key,
  name text not null,
  adapter text not null,
  instance_type text not null,
  capabilities text[] not null,
  -- Order in which people see them.
  place int not null,
  health text not null check (health in ('HEALTHY', 'DEGRADED', 'UNHEALTHY')),
  health_score double precision,
  good_streak int not null default 0,
  bad_streak int not null default 0,
  is_absent boolean not null default false,
  is_paused boolean not null default false,
  pause_reason text,
  paused_by uuid,
  status_changed_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version int not null default 1
);

create table providers.effect_type (
  id text primary key,
  title text not null,
  description text not null,
  base_price_tokens int not null check (base_price_tokens >= 0),
  quality_floor double precision not null check (quality_floor between 0 and 1),
  place int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table providers.workflow (
  id text primary key,
  provider_id text not null references providers.provider (id),
  effect_type_id text not null references providers.effect_type (id),
  variant text not null check (variant in ('fast', 'balanced', 'fine')),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  title text not null,
  is_active boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version int not null default 1
);
create index workflow_by_provider on providers.workflow (provider_id);
create index workflow_by_effect_type on providers.workflow (effect_type_id);
`,
};
