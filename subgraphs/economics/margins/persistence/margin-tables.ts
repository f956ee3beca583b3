import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';
import { BOUNDS } from '../domain/cost-sketch.ts';

const SKETCH_BOUNDS = BOUNDS.join(', ');

/** The first columns of sums in a minute bucket; later ones are added below. */
const FIRST_SUMS = [
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
  ${FIRST_SUMS.map((column) => `${column} numeric(30, 0) not null,`).join('\n  ')}
  primary key (tenant_id, minute, provider_id, effect_type_id, fleet, budget_context)
) with (fillfactor = 75);
${sensitiveRows('economics.margin_bucket')}

create table economics.books (
  tenant_id uuid primary key,
  version bigint not null,
  updated_at timestamptz not null
) with (fillfactor = 50);
`;

/**
 * Costs by what they paid for, refunds, and what quantiles are made of: counts per quarter of an hour, slice,
 * measure and bucket. `book_change` keeps what each version of the books added, for processes that hold windows in memory; deltas are
 * null where they have to read the buckets again. Until now every cost was busy time.
 */
export const MARGIN_COMPONENT_TABLES = `
alter table economics.margin_bucket
  add column refund_nano_usd numeric(30, 0) not null default 0,
  add column busy_cost_nano_usd numeric(30, 0) not null default 0,
  add column startup_cost_nano_usd numeric(30, 0) not null default 0,
  add column partner_cost_nano_usd numeric(30, 0) not null default 0,
  add column idle_cost_nano_usd numeric(30, 0) not null default 0,
  add column exploration_partner_cost_nano_usd numeric(30, 0) not null default 0,
  add column partner_calls numeric(30, 0) not null default 0;

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

create table economics.book_change (
  tenant_id uuid not null,
  version bigint not null,
  deltas jsonb,
  created_at timestamptz not null,
  primary key (tenant_id, version)
);
${sensitiveRows('economics.book_change')}

-- The owner of the tables sees their rows only while row security is not forced.
alter table economics.margin_bucket no force row level security;
alter table economics.revenue_entry no force row level security;
alter table economics.cost_entry no force row level security;
update economics.margin_bucket
  set busy_cost_nano_usd = run_cost_nano_usd + exploration_cost_nano_usd + platform_cost_nano_usd + pending_cost_nano_usd;
with refund as (
  select tenant_id, date_bin('1 minute', event_time, timestamptz '2000-01-01 00:00:00Z') as minute, provider_id,
    effect_type_id, fleet, budget_context, sum(-revenue_nano_usd) as amount
  from economics.revenue_entry e
  where kind = 'REFUND' and not exists (select 1 from economics.revenue_entry newer where newer.supersedes = e.id)
  group by 1, 2, 3, 4, 5, 6
)
update economics.margin_bucket bucket set refund_nano_usd = refund.amount from refund
where (bucket.tenant_id, bucket.minute, bucket.provider_id, bucket.effect_type_id, bucket.fleet, bucket.budget_context)
  = (refund.tenant_id, refund.minute, refund.provider_id, refund.effect_type_id, refund.fleet, refund.budget_context);
insert into economics.margin_sketch (tenant_id, quarter, provider_id, effect_type_id, fleet, budget_context, measure, bucket, count)
select tenant_id, date_bin('15 minutes', event_time, timestamptz '2000-01-01 00:00:00Z'), provider_id, effect_type_id, fleet,
  budget_context, measure, case when value <= 0 then -1 else width_bucket(value - 1, array[${SKETCH_BOUNDS}]::bigint[]) end, count(*)
from economics.cost_entry e cross join lateral (values ('COST', e.cost_nano_usd), ('DURATION', e.busy_ms)) observed (measure, value)
where value is not null and account = 'DISPATCH' and component = 'BUSY'
  and not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)
group by 1, 2, 3, 4, 5, 6, 7, 8;
alter table economics.margin_bucket force row level security;
alter table economics.revenue_entry force row level security;
alter table economics.cost_entry force row level security;
`;

/** Tells these books from any others that had the same versions, such as those that a backup was made of. */
export const BOOKS_EPOCH = `
alter table economics.books add column epoch uuid not null default gen_random_uuid();
`;
