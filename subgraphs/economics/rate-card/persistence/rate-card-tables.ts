import { appendOnly } from '../../persistence/row-rules.ts';

/** Rate cards are whole and immutable: a new price is a new version with its own `effective_from`. */
export const RATE_CARD_TABLES = `
create table economics.rate_card (
  version int primary key check (version > 0),
  effective_from timestamptz not null,
  token_rate_nano_usd bigint not null check (token_rate_nano_usd > 0),
  run_price_tokens int not null check (run_price_tokens >= 0),
  digest text not null,
  note text not null,
  created_at timestamptz not null,
  created_by uuid
);
create index rate_card_as_of on economics.rate_card (effective_from desc, version desc);
create table economics.instance_rate (
  rate_card_version int not null references economics.rate_card,
  provider_id text not null,
  instance_type text not null,
  nano_usd_per_hour bigint not null check (nano_usd_per_hour >= 0),
  created_at timestamptz not null,
  primary key (rate_card_version, provider_id)
);
${appendOnly('economics.rate_card')}
${appendOnly('economics.instance_rate')}
`;
