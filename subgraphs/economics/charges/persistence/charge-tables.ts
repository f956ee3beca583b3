import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';

/** One row per run: where its money stands. Locked first by everything that touches a run's money or costs. */
export const CHARGE_TABLES = `
create table economics.run_account (
  run_id uuid primary key,
  owner_id uuid not null,
  tenant_id uuid not null,
  state text not null check (state in ('OPEN', 'RESERVED', 'REFUSED', 'CHARGED', 'RELEASED', 'REFUNDED', 'CLOSED')),
  reservation_id uuid,
  reserved_tokens bigint not null default 0,
  consumed_tokens bigint not null default 0,
  returned_tokens bigint not null default 0,
  winner_task_id uuid,
  finish_task_id uuid,
  -- Where the statement of the run ends: place and hash of its last line.
  statement_seq int not null default 0,
  statement_head bytea check (octet_length(statement_head) = 32),
  version int not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((winner_task_id is null) = (finish_task_id is null))
) with (fillfactor = 75);
${ownedRows('economics.run_account')}
`;
