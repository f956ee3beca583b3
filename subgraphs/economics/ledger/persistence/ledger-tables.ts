import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import { appendOnly, REFUSE_CHANGE, sensitiveRows } from '../../persistence/row-rules.ts';

/**
 * The wallets that transfers name, checked once per statement instead of once per row: a batch on a hot wallet is many
 * rows that name the same one. Sound because a wallet can never go: it refuses to be deleted or named anew. Each wallet is
 * looked up by its key (lateral, no sequential scan): a plan that was made when a table was young would read all of it
 * for ever after.
 */
const WALLET_REFERENCES = `
create function economics.require_wallets() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  missing uuid;
begin
  select a.wallet_id into missing from (select distinct wallet_id from added) a
    left join lateral (select w.id from economics.wallet w where w.id = a.wallet_id limit 1) w on true
    where w.id is null limit 1;
  if found then
    raise exception 'there is no wallet %', missing using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger ledger_transfer_wallets after insert on economics.ledger_transfer
  referencing new table as added for each statement execute function economics.require_wallets();

create function economics.keep_wallet() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger names wallet %: it can be neither deleted nor named anew', old.id using errcode = 'restrict_violation';
end $$;
create trigger wallet_kept before delete on economics.wallet for each row execute function economics.keep_wallet();
create trigger wallet_no_truncate before truncate on economics.wallet
  for each statement execute function economics.refuse_change();
create trigger wallet_id_kept before update of id on economics.wallet for each row execute function economics.keep_wallet();
`;

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
  wallet_id uuid not null,
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
-- Ascending, and read backwards: entries of a busy wallet are added at the right of their pages, which PostgreSQL then
-- leaves full; at the left every page is split in halves.
create index ledger_transfer_of_wallet on economics.ledger_transfer (wallet_id, sequence);
create index ledger_transfer_of_reservation on economics.ledger_transfer (reservation_id) where reservation_id is not null;
create index ledger_transfer_consumed on economics.ledger_transfer (tenant_id, created_at) where kind = 'CONSUME';
${ownedRows('economics.ledger_transfer')}
${appendOnly('economics.ledger_transfer')}
${sensitiveRows('economics.system_account')}
${WALLET_REFERENCES}
`;
