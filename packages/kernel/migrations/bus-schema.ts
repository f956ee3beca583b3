import { DEFAULT_TENANT_ID } from '../ids.ts';

/** The bus: outbox, event log, consumer groups, dead letters and the action log. Owned by the kernel. */
export const BUS_MIGRATIONS: readonly { id: string; sql: string }[] = [
  {
    id: '0001-bus',
    sql: `
create table bus.outbox (
  id bigint generated always as identity (cache 1) primary key,
  event_id uuid not null unique,
  type text not null,
  aggregate_id text not null,
  body jsonb not null,
  occurred_at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create table bus.event_log (
  position bigint primary key,
  event_id uuid not null unique,
  type text not null,
  aggregate_id text not null,
  correlation_id uuid not null,
  body jsonb not null,
  logged_at timestamptz not null
);
create index event_log_by_correlation on bus.event_log (correlation_id, position);
create index event_log_by_aggregate on bus.event_log (aggregate_id, position);

create table bus.consumer_group (
  name text primary key,
  settled_position bigint not null default 0,
  updated_at timestamptz not null
) with (fillfactor = 50);

create table bus.dead_letter (
  id uuid primary key,
  owner text not null,
  source text not null check (source in ('consumer', 'job')),
  subject text not null,
  aggregate_id text,
  position bigint,
  cause_class text not null,
  error text not null,
  payload jsonb not null,
  payload_hash text not null,
  idempotency_key text not null,
  correlation_id uuid,
  attempts int not null,
  state text not null default 'dead' check (state in ('dead', 'parked', 'quarantined', 'replaying', 'replayed', 'discarded')),
  reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (owner, source, idempotency_key)
);
create index dead_letter_open on bus.dead_letter (owner, aggregate_id) where state in ('dead', 'parked', 'quarantined', 'replaying');

create table bus.action_log (
  id uuid primary key,
  severity text not null check (severity in ('WARN', 'ERROR', 'CRITICAL')),
  source_module text not null,
  event_type text not null,
  correlation_id uuid,
  message text not null,
  economic_impact jsonb not null,
  operator_action jsonb not null,
  occurred_at timestamptz not null
);
create index action_log_by_time on bus.action_log (occurred_at desc, id desc);

create table bus.clock (
  only_row boolean primary key default true check (only_row),
  offset_ms bigint not null default 0
);
insert into bus.clock default values;

-- A context sees and writes its own dead letters; operations sees all of them.
alter table bus.dead_letter enable row level security;
create policy dead_letter_own on bus.dead_letter using (
  owner = substr(current_user, 4) or current_user = 'es_operations'
);
`,
  },
  {
    id: '0002-dead-letter-replay',
    sql: `
-- Whose work it was, and a job's own cap; null in older letters, which take the defaults.
alter table bus.dead_letter add column tenant_id uuid, add column max_attempts int;

-- Each slot serves one replay a minute, so any minute has at most as many replays as there are slots.
create table bus.replay_slot (
  slot smallint primary key,
  used_at timestamptz not null
) with (fillfactor = 50);
insert into bus.replay_slot select slot, '-infinity' from generate_series(1, 50) slot;
`,
  },
  {
    id: '0003-outbox-without-a-second-index',
    sql: `
-- The log has the same constraint, and an event is in one of the two only. Every writer paid for this index.
alter table bus.outbox drop constraint outbox_event_id_key;
`,
  },
  {
    id: '0004-own-rows-only',
    sql: `
-- A context moves its own cursor only: a foreign one that is moved on loses that context's events.
alter table bus.consumer_group enable row level security;
alter table bus.consumer_group force row level security;
create policy consumer_group_own on bus.consumer_group using (name = substr(current_user, 4));
create policy consumer_group_relay on bus.consumer_group for select to es_relay using (true);
alter table bus.dead_letter force row level security;

-- What was due stays due, whoever writes the row.
create function bus.only_forward() returns trigger language plpgsql as $$
begin
  if new.offset_ms < old.offset_ms then
    raise exception 'the test clock only goes forward' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger clock_only_forward before update on bus.clock for each row execute function bus.only_forward();
`,
  },
  {
    id: '0005-rows-of-tenants',
    sql: `
-- What the studio says of a tenant's work is for the admins of that tenant; of its own, for those of the first.
alter table bus.action_log add column tenant_id uuid not null default '${DEFAULT_TENANT_ID}';
update bus.dead_letter set tenant_id = '${DEFAULT_TENANT_ID}' where tenant_id is null;
alter table bus.dead_letter alter column tenant_id set default '${DEFAULT_TENANT_ID}', alter column tenant_id set not null;
drop index bus.action_log_by_time;
create index action_log_by_time on bus.action_log (tenant_id, occurred_at desc, id desc);
`,
  },
];

/** What a context's role may do on the bus. */
export function busGrants(role: string, context: string): string {
  const base = `
grant usage on schema bus to ${role};
grant insert on bus.outbox to ${role};
grant insert on bus.action_log to ${role};
grant select, insert, update on bus.dead_letter to ${role};
grant select, update on bus.replay_slot to ${role};
grant select, insert, update on bus.consumer_group to ${role};
grant select on bus.clock to ${role};
`;
  if (context === 'operations') {
    return `${base}
grant select on bus.event_log, bus.action_log to ${role};
grant update on bus.clock to ${role};
`;
  }
  return base;
}

/** The relay moves rows from the outbox to the log; the tail only reads the log. */
export const BUS_ROLE_GRANTS = `
grant usage on schema bus to es_relay, es_tail;
grant select, delete on bus.outbox to es_relay;
grant select, insert, delete on bus.event_log to es_relay;
grant select on bus.consumer_group to es_relay;
grant select on bus.event_log, bus.clock to es_tail;
`;
