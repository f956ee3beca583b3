import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/**
 * Rate cards are append-only, so that entries ask for theirs once per statement instead of once per row. Each is looked
 * up by its key (lateral, no sequential scan): a plan that was made when a table was young would read all of it for ever
 * after.
 */
const RATE_CARD_REFERENCES = `
create function economics.require_rate_cards() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  missing int;
begin
  select a.rate_card_version into missing
    from (select distinct rate_card_version from added where rate_card_version is not null) a
    left join lateral (select c.version from economics.rate_card c where c.version = a.rate_card_version limit 1) c on true
    where c.version is null limit 1;
  if found then
    raise exception 'there is no rate card %', missing using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger cost_entry_rate_cards after insert on economics.cost_entry
  referencing new table as added for each statement execute function economics.require_rate_cards();
`;

/**
 * Bitemporal cost entries: `event_time` is when the machine worked, `recorded_at` when we learned of it. A row
 * that is superseded by a later one is what we believed before; the rest is what we believe now. Entries that no job
 * bears (idle machines, variance of an invoice, usage of the platform's own) have no task, run or effect type.
 * `statement_seq` and `statement_hash` chain the entries of one run; see `domain/statement-chain.ts`.
 */
export const COST_TABLES = `
create table economics.cost_entry (
  id uuid primary key,
  -- What it is made of, how sure it is, where it is booked and what fact it follows from.
  component text not null check (component in ('BUSY', 'STARTUP', 'PARTNER', 'IDLE')),
  stage text not null check (stage in ('ESTIMATED', 'REPORTED', 'INVOICED')),
  account text not null check (account in ('DISPATCH', 'OVERHEAD', 'UNALLOCATED_IDLE', 'VARIANCE')),
  source_kind text not null check (source_kind in ('ATTEMPT', 'SESSION', 'FLEET_HOUR', 'USAGE', 'INVOICE')),
  source_id text not null,
  task_id uuid,
  attempt int check (attempt > 0),
  revision int not null check (revision > 0),
  supersedes uuid references economics.cost_entry,
  event_time timestamptz not null,
  recorded_at timestamptz not null,
  run_id uuid,
  owner_id uuid,
  tenant_id uuid not null,
  role text check (role in ('candidate', 'exploration', 'shadow', 'finish')),
  outcome text check (outcome in ('succeeded', 'failed', 'expired', 'cancelled', 'late')),
  provider_id text,
  workflow_id text,
  effect_type_id text,
  fleet text not null,
  instance_type text not null,
  budget_context text not null check (budget_context in ('user_run', 'system_test', 'benchmark')),
  busy_ms bigint not null check (busy_ms >= 0),
  rate_card_version int,
  rate_nano_usd_per_hour bigint,
  -- Null is unpriced, which is not zero.
  cost_nano_usd bigint,
  bearer text not null check (bearer in ('PENDING', 'RUN', 'EXPLORATION', 'PLATFORM')),
  statement_seq int check (statement_seq > 0),
  statement_hash bytea check (octet_length(statement_hash) = 32),
  check ((revision = 1) = (supersedes is null)),
  constraint cost_entry_busy_priced check (component <> 'BUSY' or (cost_nano_usd is null) = (rate_nano_usd_per_hour is null)),
  constraint cost_entry_in_a_cell check (account <> 'DISPATCH' or (effect_type_id is not null and provider_id is not null)),
  constraint cost_entry_chained check (run_id is null or statement_seq is not null and statement_hash is not null)
);
create unique index cost_entry_superseded_once on economics.cost_entry (supersedes) where supersedes is not null;
-- Begins with the task, so that it also finds the costs of a task.
create unique index cost_entry_once on economics.cost_entry
  (task_id, attempt, component, source_kind, source_id, revision, tenant_id) nulls not distinct;
create index cost_entry_of_source on economics.cost_entry (tenant_id, source_kind, source_id) where source_kind <> 'ATTEMPT';
create index cost_entry_of_run on economics.cost_entry (run_id);
create index cost_entry_by_time on economics.cost_entry (event_time);
create index cost_entry_unpriced on economics.cost_entry (tenant_id, event_time) where cost_nano_usd is null;
${sensitiveRows('economics.cost_entry')}
${appendOnly('economics.cost_entry')}
${RATE_CARD_REFERENCES}

create table economics.unpriced_provider (
  provider_id text not null,
  -- 0 when no card was in force.
  rate_card_version int not null,
  created_at timestamptz not null,
  primary key (provider_id, rate_card_version)
);
`;
