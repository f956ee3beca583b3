import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** Columns of integer sums in a minute bucket. */
export const SUM_COLUMNS = [
  'revenue_nano_usd',
  'charged_tokens',
  'charged_runs',
  'run_cost_nano_usd',
  'exploration_cost_nano_usd',
  'platform_cost_nano_usd',
  'pending_cost_nano_usd',
  'attempts',
  'unpriced_attempts',
  'busy_ms',
] as const;

/** Revenue entries (bitemporal, append-only), minute buckets folded from all entries, and the version of the books. */
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
  rate_card_version int not null references economics.rate_card
);
create unique index revenue_entry_superseded_once on economics.revenue_entry (supersedes) where supersedes is not null;
create unique index revenue_entry_booked_once on economics.revenue_entry (run_id, kind) where supersedes is null;
${sensitiveRows('economics.revenue_entry')}
${appendOnly('economics.revenue_entry')}

create table economics.margin_bucket (
  tenant_id uuid not null,
  minute timestamptz not null,
  provider_id text not null,
  effect_type_id text not null,
  fleet text not null,
  budget_context text not null,
  ${SUM_COLUMNS.map((column) => `${column} numeric(30, 0) not null,`).join('\n  ')}
  primary key (tenant_id, minute, provider_id, effect_type_id, fleet, budget_context)
) with (fillfactor = 75);
${sensitiveRows('economics.margin_bucket')}

create table economics.books (
  tenant_id uuid primary key,
  version bigint not null,
  updated_at timestamptz not null
) with (fillfactor = 50);
`;
