import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import { appendOnly, REFUSE_CHANGE, sensitiveRows } from '../../persistence/row-rules.ts';

/**
 * Tables of the token ledger. A wallet row stands for two accounts: `id` holds what can be spent, `hold_id`
 * what is reserved. Its two counters are guarded copies of the entries; system accounts have no counter,
 * their balance is derived, so that revenue is not everybody's hot row.
 */
export const LEDGER_TABLES = `
${REFUSE_CHANGE}
create table economics.wallet (
  id uuid primary key,
  hold_id uuid not null unique,
  owner_id uuid not null,
  tenant_id uuid not null,
  available_tokens bigint not null default 0 check (available_tokens >= 0),
  held_tokens bigint not null default 0 check (held_tokens >= 0),
  version bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (tenant_id, owner_id),
  -- Balances go over the wire as 32-bit integers.
  check (available_tokens + held_tokens <= 2000000000)
) with (fillfactor = 50);
${ownedRows('economics.wallet')}

create table economics.system_account (
  id uuid primary key,
  tenant_id uuid not null,
  -- ISSUANCE is where granted tokens come from, REVENUE where consumed ones go.
  kind text not null check (kind in ('ISSUANCE', 'REVENUE')),
  created_at timestamptz not null,
  unique (tenant_id, kind)
);

create table economics.ledger_transfer (
  id uuid primary key,
  sequence bigint generated always as identity,
  kind text not null check (kind in ('TOP_UP', 'RESERVE', 'CONSUME', 'RELEASE', 'REFUND')),
  debit_account_id uuid not null,
  credit_account_id uuid not null check (credit_account_id <> debit_account_id),
  amount_tokens bigint not null check (amount_tokens >= 0),
  wallet_id uuid not null references economics.wallet,
  owner_id uuid not null,
  tenant_id uuid not null,
  reservation_id uuid references economics.ledger_transfer,
  -- True for the one transfer that ends a reservation.
  settles boolean not null default false,
  run_id uuid,
  reason text not null,
  created_at timestamptz not null,
  created_by uuid,
  check ((kind in ('CONSUME', 'RELEASE', 'REFUND')) = (reservation_id is not null))
);
create unique index ledger_transfer_settled_once on economics.ledger_transfer (reservation_id) where settles;
create unique index ledger_transfer_reserved_once on economics.ledger_transfer (run_id) where kind = 'RESERVE';
create index ledger_transfer_of_wallet on economics.ledger_transfer (wallet_id, sequence desc);
create index ledger_transfer_of_reservation on economics.ledger_transfer (reservation_id) where reservation_id is not null;
${ownedRows('economics.ledger_transfer')}
${appendOnly('economics.ledger_transfer')}
${sensitiveRows('economics.system_account')}
`;
