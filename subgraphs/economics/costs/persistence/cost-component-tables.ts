/**
 * What a cost is made of, how sure it is, where it is booked and what fact it follows from. Entries that no job
 * bears (idle machines, variance of an invoice, usage of the platform's own) have no task, run or effect type.
 * `statement_seq` and `statement_hash` chain the entries of one run; see `domain/statement-chain.ts`.
 */
export const COST_COMPONENT_TABLES = `
alter table economics.cost_entry
  add column component text not null default 'BUSY' check (component in ('BUSY', 'STARTUP', 'PARTNER', 'IDLE')),
  add column stage text not null default 'ESTIMATED' check (stage in ('ESTIMATED', 'REPORTED', 'INVOICED')),
  add column account text not null default 'DISPATCH'
    check (account in ('DISPATCH', 'OVERHEAD', 'UNALLOCATED_IDLE', 'VARIANCE')),
  add column source_kind text not null default 'ATTEMPT'
    check (source_kind in ('ATTEMPT', 'SESSION', 'FLEET_HOUR', 'USAGE', 'INVOICE')),
  add column source_id text not null default '',
  add column statement_seq int check (statement_seq > 0),
  add column statement_hash bytea check (octet_length(statement_hash) = 32),
  alter column task_id drop not null,
  alter column attempt drop not null,
  alter column run_id drop not null,
  alter column owner_id drop not null,
  alter column role drop not null,
  alter column outcome drop not null,
  alter column provider_id drop not null,
  alter column workflow_id drop not null,
  alter column effect_type_id drop not null,
  drop constraint cost_entry_task_id_attempt_revision_key,
  drop constraint cost_entry_check1,
  add constraint cost_entry_busy_priced check (component <> 'BUSY' or (cost_nano_usd is null) = (rate_nano_usd_per_hour is null)),
  add constraint cost_entry_in_a_cell check (account <> 'DISPATCH' or (effect_type_id is not null and provider_id is not null)),
  add constraint cost_entry_chained check (run_id is null or (statement_seq is null) = (statement_hash is null));
alter table economics.cost_entry
  alter column component drop default, alter column stage drop default, alter column account drop default,
  alter column source_kind drop default, alter column source_id drop default;
create unique index cost_entry_once on economics.cost_entry
  (tenant_id, source_kind, source_id, task_id, attempt, component, revision) nulls not distinct;
create index cost_entry_of_task on economics.cost_entry (task_id, attempt) where task_id is not null;
create index cost_entry_unpriced on economics.cost_entry (tenant_id, event_time) where cost_nano_usd is null;
alter table economics.run_account
  add column statement_seq int not null default 0,
  add column statement_head bytea check (octet_length(statement_head) = 32);
alter table economics.revenue_entry
  add column statement_seq int check (statement_seq > 0),
  add column statement_hash bytea check (octet_length(statement_hash) = 32);
create index revenue_entry_of_run on economics.revenue_entry (run_id);
`;
