import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';

/**
 * Open reservations with their deadlines (a row is there as long as tokens are held; it is written together with its
 * transfer, which can never go, so that no foreign key asks for it row by row), and spending limits of people.
 * A limit's `spent_tokens` counts what was reserved since `period_start` less what went back of it; it is changed only
 * under the lock of the owner's wallet.
 */
export const RESERVATION_TABLES = `
create table economics.open_reservation (
  reservation_id uuid primary key,
  owner_id uuid not null,
  tenant_id uuid not null,
  run_id uuid,
  amount_tokens bigint not null check (amount_tokens >= 0),
  expires_at timestamptz not null,
  created_at timestamptz not null
);
${ownedRows('economics.open_reservation')}

create table economics.spending_limit (
  tenant_id uuid not null,
  owner_id uuid not null,
  period text not null check (period in ('DAY', 'MONTH', 'TOTAL')),
  limit_tokens bigint not null check (limit_tokens >= 0),
  period_start timestamptz not null,
  spent_tokens bigint not null,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by uuid,
  primary key (tenant_id, owner_id, period)
) with (fillfactor = 75);
${ownedRows('economics.spending_limit')}

-- The start of the period that a moment lies in; days and months begin at midnight UTC.
create function economics.limit_period_start(_period text, _at timestamptz) returns timestamptz language sql stable as $$
  select case _period
    when 'DAY' then date_trunc('day', _at, 'UTC')
    when 'MONTH' then date_trunc('month', _at, 'UTC')
    else timestamptz '1970-01-01 00:00:00Z' end
$$;

-- Tokens of reservations made in the period that began at _start, less what went back of them.
create function economics.spent_since(_tenant uuid, _owner uuid, _start timestamptz) returns bigint language sql stable as $$
  select coalesce(sum(case t.kind when 'RESERVE' then t.amount_tokens else -t.amount_tokens end), 0)::bigint
  from economics.ledger_transfer t
  left join economics.ledger_transfer r on r.id = t.reservation_id
  where t.tenant_id = _tenant and t.owner_id = _owner and t.kind in ('RESERVE', 'RELEASE', 'REFUND')
    and coalesce(r.created_at, t.created_at) >= _start
$$;

-- What went back of a reservation counts no longer, if its period still runs. The wallet is locked.
create function economics.give_back_to_limits(_tenant uuid, _owner uuid, _reserved_at timestamptz, _amount bigint)
returns void language sql as $$
  update economics.spending_limit set spent_tokens = spent_tokens - _amount
  where tenant_id = _tenant and owner_id = _owner and period_start <= _reserved_at and _amount > 0
$$;
`;
