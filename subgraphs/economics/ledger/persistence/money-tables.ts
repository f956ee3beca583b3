import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/**
 * The money ledger, beside that of tokens: nano-USD between accounts of the platform and owners of agents. FUNDING and
 * COST_OF_WORK are derived; the balances of the others are guarded copies of their transfers.
 */
export const MONEY_TABLES = `
create table economics.money_account (
  id uuid primary key,
  tenant_id uuid not null,
  kind text not null check (kind in ('FUNDING', 'COST_OF_WORK', 'EXPLORATION', 'AGENT_OWNER')),
  owner_id uuid,
  -- 0 for derived accounts. Exploration may overspend by what was under way; owners never.
  balance_nano_usd numeric(30, 0) not null default 0 check (kind <> 'AGENT_OWNER' or balance_nano_usd >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique nulls not distinct (tenant_id, kind, owner_id),
  check ((kind = 'AGENT_OWNER') = (owner_id is not null))
) with (fillfactor = 50);
${ownedRows('economics.money_account')}

create table economics.money_transfer (
  id uuid primary key,
  sequence bigint generated always as identity,
  tenant_id uuid not null,
  kind text not null check (kind in ('EXPLORATION_GRANT', 'EXPLORATION_RETURN', 'EXPLORATION_SPEND',
    'EXPLORATION_CORRECTION', 'AGENT_PAY', 'AGENT_PAYOUT')),
  debit_account_id uuid not null references economics.money_account,
  credit_account_id uuid not null references economics.money_account check (credit_account_id <> debit_account_id),
  amount_nano_usd numeric(30, 0) not null check (amount_nano_usd >= 0),
  -- Whose account it is where it is a person's.
  owner_id uuid,
  -- What it is about: a run, an attempt, a period.
  subject text not null,
  reason text not null,
  created_at timestamptz not null,
  created_by uuid
);
create unique index money_transfer_paid_once on economics.money_transfer (tenant_id, subject) where kind = 'AGENT_PAY';
create index money_transfer_of_debit on economics.money_transfer (debit_account_id, sequence);
create index money_transfer_of_credit on economics.money_transfer (credit_account_id, sequence);
${ownedRows('economics.money_transfer')}
${appendOnly('economics.money_transfer')}

create table economics.exploration_budget (
  tenant_id uuid primary key,
  period text not null check (period in ('DAY', 'WEEK', 'MONTH')),
  limit_nano_usd bigint not null check (limit_nano_usd >= 0),
  period_start timestamptz,
  opening_nano_usd numeric(30, 0) not null default 0,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by uuid
) with (fillfactor = 50);
${sensitiveRows('economics.exploration_budget')}
`;
