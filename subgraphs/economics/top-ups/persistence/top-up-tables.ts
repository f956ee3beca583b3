import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';

/** Purchases of tokens. A paid one has a transfer in the ledger under its own id. */
export const TOP_UP_TABLES = `
create table economics.top_up_order (
  id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  amount_tokens bigint not null check (amount_tokens > 0),
  price_nano_usd bigint not null check (price_nano_usd >= 0),
  rate_card_version int not null,
  payment_provider text not null,
  state text not null default 'PENDING' check (state in ('PENDING', 'PAID', 'DECLINED')),
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  created_by uuid not null
);
create index top_up_order_by_owner on economics.top_up_order (owner_id, id desc);
${ownedRows('economics.top_up_order')}
`;
