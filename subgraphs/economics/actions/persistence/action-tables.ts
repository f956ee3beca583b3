import { sensitiveRows } from '../../persistence/row-rules.ts';

/** What the engine did by itself. One action at a time per provider; how it went is in the bottleneck's history. */
export const ACTION_TABLES = `
create table economics.auto_action (
  id uuid primary key,
  tenant_id uuid not null,
  bottleneck_id uuid not null references economics.bottleneck,
  kind text not null check (kind = 'WEIGHT_SHIFT'),
  provider_id text not null,
  share_ppm int not null check (share_ppm between 1 and 300000),
  state text not null check (state in ('APPLIED', 'REVERTED', 'EXPIRED')),
  reserved_nano_usd bigint not null check (reserved_nano_usd >= 0),
  inverse jsonb not null,
  settings_version text not null,
  applied_at timestamptz not null,
  expires_at timestamptz not null,
  guard jsonb,
  ended_at timestamptz,
  end_why text check (end_why in ('GUARD_WORSENED', 'NOT_CONFIRMED', 'BY_HAND', 'EXPIRED')),
  end_reason text,
  ended_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((state = 'APPLIED') = (ended_at is null)),
  check ((ended_at is null) = (end_why is null))
);
create unique index auto_action_one_per_target on economics.auto_action (tenant_id, provider_id) where state = 'APPLIED';
create index auto_action_by_time on economics.auto_action (tenant_id, applied_at desc);
create index auto_action_of_bottleneck on economics.auto_action (bottleneck_id);
${sensitiveRows('economics.auto_action')}
`;
