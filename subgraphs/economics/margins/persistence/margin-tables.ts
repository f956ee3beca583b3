import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';
import { SUM_COLUMNS } from './bucket-rows.ts';

/**
 * Revenue entries (bitemporal, append-only); minute buckets folded from all entries; what quantiles are made of: counts
 * per quarter of an hour, slice, measure and bucket; the version of the books; and what each version added, for processes
 * that hold windows in memory (deltas are null where they have to read the buckets again).
 */
export const MARGIN_TABLES = `
create table economics.revenue_entry (
  id uuid primary key,
  kind text not null check (kind in ('CHARGE', 'REFUND')),
  supersedes uuid references economics.revenue_entry,
  event_time timestamptz not null,
  recorded_at timestamptz not null,
  run_id uuid not null,
  owner_id uuid not null,
  tenant_id uuid not null,
  provider_id text not null,
  effect_type_id text not null,
  fleet text not null,
  budget_context text not null check (budget_context in ('user_run', 'system_test', 'benchmark')),
  -- Signed: a refund takes away.
  tokens bigint not null,
  revenue_nano_usd bigint not null,
  rate_card_version int not null references economics.rate_card,
  statement_seq int not null check (statement_seq > 0),
  statement_hash bytea not null check (octet_length(statement_hash) = 32)
);
create unique index revenue_entry_superseded_once on economics.revenue_entry (supersedes) where supersedes is not null;
create unique index revenue_entry_booked_once on economics.revenue_entry (run_id, kind) where supersedes is null;
create index revenue_entry_of_run on economics.revenue_entry (run_id);
create index revenue_entry_by_time on economics.revenue_entry (tenant_id, event_time);
${sensitiveRows('economics.revenue_entry')}
${appendOnly('economics.revenue_entry')}

create table economics.margin_bucket (
  tenant_id uuid not null,
  minute timestamptz not null,
  provider_id text not null,
  effect_type_id text not null,
  fleet text not null,
  budget_context text not null,
  ${SUM_COLUMNS.map((column) => `${column} numeric(30, 0) not null default 0,`).join('\n  ')}
  primary key (tenant_id, minute, provider_id, effect_type_id, fleet, budget_context)
) with (fillfactor = 75);
${sensitiveRows('economics.margin_bucket')}

create table economics.margin_sketch (
  tenant_id uuid not null,
  -- A quarter of an hour.
  quarter timestamptz not null,
  provider_id text not null,
  effect_type_id text not null,
  fleet text not null,
  budget_context text not null,
  measure text not null check (measure in ('COST', 'DURATION')),
  bucket int not null check (bucket >= -1),
  count bigint not null,
  primary key (tenant_id, quarter, provider_id, effect_type_id, fleet, budget_context, measure, bucket)
) with (fillfactor = 75);
${sensitiveRows('economics.margin_sketch')}

create table economics.books (
  tenant_id uuid primary key,
  version bigint not null,
  -- Tells these books from any others that had the same versions, such as those that a backup was made of.
  epoch uuid not null default gen_random_uuid(),
  -- Buckets and counts of before are of whole hours.
  folded_before timestamptz not null default '-infinity',
  updated_at timestamptz not null
) with (fillfactor = 50);

create table economics.book_change (
  tenant_id uuid not null,
  version bigint not null,
  deltas jsonb,
  created_at timestamptz not null,
  primary key (tenant_id, version)
);
${sensitiveRows('economics.book_change')}
`;
