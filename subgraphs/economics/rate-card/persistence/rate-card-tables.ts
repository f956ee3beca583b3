import { appendOnly } from '../../persistence/row-rules.ts';

/**
 * Rate cards are whole and immutable: a new price is a new version with its own `effective_from`. They are a tenant's own;
 * a tenant without any has the house's.
 */
export const RATE_CARD_TABLES = `
create table economics.rate_card (
  version int primary key check (version > 0),
  tenant_id uuid not null,
  effective_from timestamptz not null,
  token_rate_nano_usd bigint not null check (token_rate_nano_usd > 0),
  run_price_tokens int not null check (run_price_tokens >= 0),
  spot_multiplier_ppm int not null default 1000000 check (spot_multiplier_ppm between 0 and 1000000),
  -- What owners of agents get of a machine's rate.
  agent_pay_ppm int not null default 0 check (agent_pay_ppm between 0 and 1000000),
  digest text not null,
  note text not null,
  created_at timestamptz not null,
  created_by uuid
);
create index rate_card_as_of on economics.rate_card (effective_from desc, version desc);
create index rate_card_of_tenant on economics.rate_card (tenant_id, effective_from desc, version desc);
create table economics.instance_rate (
  rate_card_version int not null references economics.rate_card,
  provider_id text not null,
  instance_type text not null,
  nano_usd_per_hour bigint not null check (nano_usd_per_hour >= 0),
  created_at timestamptz not null,
  primary key (rate_card_version, provider_id, instance_type)
);
create table economics.effect_price (
  rate_card_version int not null references economics.rate_card,
  effect_type_id text not null,
  price_tokens int not null check (price_tokens >= 0),
  created_at timestamptz not null,
  primary key (rate_card_version, effect_type_id)
);
create table economics.provider_price (
  rate_card_version int not null references economics.rate_card,
  provider_id text not null,
  -- '*' is any model.
  model text not null,
  unit text not null check (unit in ('CALL', 'SECOND', 'MILLION_INPUT_TOKENS', 'MILLION_OUTPUT_TOKENS', 'CREDIT')),
  nano_usd bigint not null check (nano_usd >= 0),
  created_at timestamptz not null,
  primary key (rate_card_version, provider_id, model, unit)
);
${appendOnly('economics.rate_card')}
${appendOnly('economics.instance_rate')}
${appendOnly('economics.effect_price')}
${appendOnly('economics.provider_price')}
`;
