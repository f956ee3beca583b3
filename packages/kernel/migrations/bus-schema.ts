import { DEFAULT_TENANT_ID } from '../ids.ts';
import { auditTrigger } from './audit-trigger.ts';
import { EMITTED_ONE_BY_ONE } from './emitted-one-by-one.ts';
import { TOLD_TOGETHER } from './told-together.ts';
import { TRAILS_END } from './trails-end.ts';

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
  {
    id: '0006-positions-beside-the-outbox',
    sql: `
-- Events are written once and stay where they are; what the relay writes is their position. JSON as text: it is
-- passed on as it came, and nothing looks into it often.
alter table bus.outbox
  alter column body type json using body::text::json,
  add column correlation_id uuid;
update bus.outbox set correlation_id = (body ->> 'correlationId')::uuid;
alter table bus.outbox
  alter column correlation_id set not null,
  reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);

-- Events that have no position yet. Its rows come and go, so it is cleaned by count and not by share.
create table bus.outbox_queue (
  outbox_id bigint primary key
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
insert into bus.outbox_queue select id from bus.outbox;

create table bus.event_position (
  position bigint primary key,
  outbox_id bigint not null unique,
  logged_at timestamptz not null
);
with moved as (
  insert into bus.outbox (event_id, type, aggregate_id, correlation_id, body, occurred_at)
  select event_id, type, aggregate_id, correlation_id, body::text::json, (body ->> 'occurredAt')::timestamptz
  from bus.event_log order by position
  returning id, event_id
)
insert into bus.event_position (position, outbox_id, logged_at)
select logged.position, moved.id, logged.logged_at from moved join bus.event_log logged using (event_id);
drop table bus.event_log;
create view bus.event_log as
  select at.position, event.event_id, event.type, event.aggregate_id, event.correlation_id, event.body, at.logged_at
  from bus.event_position at join bus.outbox event on event.id = at.outbox_id;
create index outbox_by_correlation on bus.outbox (correlation_id);
create index outbox_by_aggregate on bus.outbox (aggregate_id);

-- Who may tell which event of the contract; the migrator fills it. A type that is not in it is free for all.
create table bus.event_producer (
  type text,
  module text,
  primary key (type, module)
);

create function bus.refuse_event(type text, module text) returns text language plpgsql as $$
begin
  raise exception '% may not tell % in the name of %', session_user, type, module using errcode = 'insufficient_privilege';
end $$;

-- The one way onto the bus. events: a JSON array of envelopes with their payloads; told_at: studio time. They keep
-- their order. A context speaks in its own name, and of what the contract lets it tell: all or nothing. Takes no row
-- locks. What is stored beside the body comes out of the body, so the two cannot disagree.
create function bus.emit(events json, told_at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare
  speaker text := substr(session_user, 4);
begin
  with written as (
    insert into bus.outbox (event_id, type, aggregate_id, correlation_id, body, occurred_at)
    select event.id,
           case when event.module = speaker and coalesce(
             (select bool_or(p.module = speaker) from bus.event_producer p where p.type = event.type), true
           ) then event.type else bus.refuse_event(event.type, event.module) end,
           event."aggregateId", event."correlationId", event.body, told_at
    from rows from (
      json_array_elements(events),
      json_to_recordset(events) as (id uuid, type text, module text, "aggregateId" text, "correlationId" uuid)
    ) with ordinality as event (body, id, type, module, "aggregateId", "correlationId", place)
    order by event.place
    returning id
  )
  insert into bus.outbox_queue (outbox_id) select id from written;
end $$;
revoke execute on function bus.emit from public;
`,
  },
  {
    id: '0007-inboxes-and-groups-end',
    sql: `
-- trimmed_position: inbox rows up to here are no longer needed, and no event up to here is taken.
-- retired_at: the context is not there any more, and holds neither stream nor log; where it stood is kept.
alter table bus.consumer_group
  add column trimmed_position bigint not null default 0,
  add column retired_at timestamptz;
-- For the migrator, who need not be a superuser.
create policy consumer_group_owner on bus.consumer_group to current_user using (true);
`,
  },
  {
    id: '0008-audit-trail-and-feature-flags',
    sql: `
-- What admins did, as it happened: one entry for each of their mutations, one change for each row that it changed.
create table bus.audit_entry (
  id uuid primary key,
  tenant_id uuid not null,
  actor_id uuid,
  actor_kind text not null,
  module text not null,
  mutation text not null,
  given_input jsonb not null,
  outcome text not null check (outcome in ('CHANGED', 'DONE', 'REFUSED', 'FAILED')),
  refusal text,
  correlation_id uuid not null,
  recorded_at timestamptz not null
);
create index audit_entry_by_time on bus.audit_entry (tenant_id, recorded_at desc, id desc);
create table bus.audit_change (
  id bigint generated always as identity primary key,
  entry_id uuid not null references bus.audit_entry,
  table_name text not null,
  row_id text not null,
  kind text not null check (kind in ('INSERTED', 'UPDATED', 'DELETED')),
  row_before jsonb,
  row_after jsonb
);
create index audit_change_by_entry on bus.audit_change (entry_id);

create function bus.only_appended() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is only added to' using errcode = 'insufficient_privilege';
end $$;
create trigger only_appended before update or delete or truncate on bus.audit_entry execute function bus.only_appended();
create trigger only_appended before update or delete or truncate on bus.audit_change execute function bus.only_appended();

-- A row as the trail keeps it: numbers as decimal text, since JSON has none so large; no secrets, no names, no bytes.
create function bus.audited_row(given jsonb) returns jsonb language sql immutable set search_path = '' as $$
  select jsonb_object_agg(key, case
    when jsonb_typeof(value) = 'null' then value
    when key ~ '(secret|password|token_hash|sealed|email|display_name|phone|private_key)' then to_jsonb('[redacted]'::text)
    when jsonb_typeof(value) = 'number' then to_jsonb(value #>> '{}')
    when jsonb_typeof(value) = 'string' and value #>> '{}' like '\\\\x%' then to_jsonb('[bytes]'::text)
    else value end)
  from jsonb_each(given)
$$;

-- about: what the kernel's AuditScope says of a mutation. The context speaks in its own name.
create function bus.audit_begin(about jsonb, outcome text, refusal text) returns void
language sql security definer set search_path = '' as $$
  insert into bus.audit_entry (id, tenant_id, actor_id, actor_kind, module, mutation, given_input, outcome, refusal, correlation_id, recorded_at)
  values ((about ->> 'id')::uuid, (about ->> 'tenantId')::uuid, (about ->> 'actorId')::uuid, about ->> 'actorKind',
    substr(session_user, 4), about ->> 'mutation', coalesce(about -> 'givenInput', 'null'), outcome, refusal,
    (about ->> 'correlationId')::uuid, (about ->> 'at')::timestamptz)
  on conflict do nothing
$$;
create function bus.audit_outcome(about jsonb, outcome text, refusal text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if outcome not in ('DONE', 'REFUSED', 'FAILED') then
    raise exception 'changes are noted where they are made' using errcode = 'check_violation';
  end if;
  perform bus.audit_begin(about, outcome, refusal);
end $$;

-- On every table of every context (see migrate). Fires only in a transaction of an admin's mutation. Its arguments are the
-- columns of the primary key. At most 200 rows of one transaction are noted.
create function bus.audit_change() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  about jsonb := current_setting('app.audit')::jsonb;
  entry uuid := (about ->> 'id')::uuid;
  noted int := coalesce(nullif(current_setting('app.audit_changes', true), ''), '0')::int;
  was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  became jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  row_id text := (select string_agg(coalesce(became, was) ->> key, ' ') from unnest(tg_argv) key);
  changed text[];
begin
  if tg_op = 'UPDATE' then
    changed := array(select b.key from jsonb_each(became) b where b.value is distinct from was -> b.key);
    if changed = '{}' then return null; end if;
    was := (select jsonb_object_agg(w.key, w.value) from jsonb_each(was) w where w.key = any(changed));
    became := (select jsonb_object_agg(b.key, b.value) from jsonb_each(became) b where b.key = any(changed));
  end if;
  if noted >= 200 then return null; end if;
  perform set_config('app.audit_changes', (noted + 1)::text, true);
  if noted = 0 then perform bus.audit_begin(about, 'CHANGED', null); end if;
  insert into bus.audit_change (entry_id, table_name, row_id, kind, row_before, row_after)
  values (entry, tg_table_schema || '.' || tg_table_name, coalesce(row_id, ''),
    case tg_op when 'INSERT' then 'INSERTED' when 'UPDATE' then 'UPDATED' else 'DELETED' end,
    bus.audited_row(was), bus.audited_row(became));
  return null;
end $$;
revoke execute on function bus.audit_begin, bus.audit_outcome, bus.audit_change, bus.audited_row from public;

-- What flags were set to; one that was not set has its default. tenant_id: all zeros for everyone.
create table bus.feature_flag (
  key text not null,
  tenant_id uuid not null,
  value jsonb not null,
  rollout_percent smallint not null check (rollout_percent between 1 and 100),
  reason text not null,
  version int not null,
  set_by uuid,
  set_at timestamptz not null,
  primary key (key, tenant_id)
);
${auditTrigger('bus.feature_flag', ['key', 'tenant_id'])}
${auditTrigger('bus.clock', ['only_row'])}
${auditTrigger('bus.dead_letter', ['id'])}
`,
  },
  {
    id: '0009-triage-of-dead-letters',
    sql: `
-- What the failure calls for, how often the letter was replayed by itself, and when it is the next time; null: a person decides.
alter table bus.dead_letter
  add column triage text not null default 'unknown' check (triage in ('transient', 'schema', 'downstream', 'unknown')),
  add column automatic_replays int not null default 0,
  add column next_replay_at timestamptz;
create index dead_letter_next_replay on bus.dead_letter (owner, next_replay_at) where next_replay_at is not null;
`,
  },
  {
    id: '0010-trace-of-a-correlation-id',
    sql: `
-- The traceparent of the newest fact under a correlation id, and nothing else of it: contexts may not read others' facts.
create function bus.trace_of(correlation uuid) returns text language sql stable security definer set search_path = '' as $$
  select body ->> 'traceparent' from bus.outbox
  where correlation_id = correlation and body ->> 'traceparent' is not null order by id desc limit 1
$$;
revoke execute on function bus.trace_of from public;
-- How far each group is, for whoever measures it.
create policy consumer_group_tail on bus.consumer_group for select to es_tail using (true);
`,
  },
  TOLD_TOGETHER,
  {
    id: '0012-people-are-forgotten',
    sql: `
-- What people said in words, left empty wherever it stands in a fact.
create function bus.without_words(given jsonb) returns jsonb language plpgsql immutable set search_path = '' as $$
begin
  return case jsonb_typeof(given)
    when 'object' then coalesce((select jsonb_object_agg(key,
      case when jsonb_typeof(value) = 'string' and key in ('wish', 'fileName', 'text', 'title', 'displayName', 'device', 'name', 'url')
        then to_jsonb(''::text) else bus.without_words(value) end) from jsonb_each(given)), '{}')
    when 'array' then coalesce((select jsonb_agg(bus.without_words(value) order by place)
      from jsonb_array_elements(given) with ordinality as element (value, place)), '[]')
    else given end;
end $$;
-- Takes the words of a person from a stretch of the facts that name them, from what else was told in the same traces without
-- naming anybody, and from dead letters.
create function bus.forget_person(person uuid, after_id bigint, most int) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  reached bigint := (select max(id) from (select id from bus.outbox where id > after_id order by id limit most) stretch);
  theirs text := '%' || person || '%';
  traces uuid[] := array(select distinct correlation_id from bus.outbox where id > after_id and id <= reached and bodies like theirs);
begin
  update bus.outbox o set bodies = (
    select string_agg(
      case when one.body like theirs or one.body::jsonb -> 'payload' ->> 'ownerId' is null
        then jsonb_set(one.body::jsonb, '{payload}', bus.without_words(one.body::jsonb -> 'payload'))::text else one.body end,
      chr(30) order by one.place)
    from string_to_table(o.bodies, chr(30)) with ordinality as one (body, place))
  where o.correlation_id = any(traces);
  update bus.dead_letter d set payload = bus.without_words(d.payload)
  where d.payload::text like theirs or (d.correlation_id = any(traces) and d.payload -> 'payload' ->> 'ownerId' is null);
  return reached;
end $$;
-- Up to where every group has settled; null: there are none. Contexts see their own group only.
create function bus.settled_by_all() returns bigint language sql stable security definer set search_path = '' as $$
  select min(settled_position) from bus.consumer_group where retired_at is null
$$;
revoke execute on function bus.forget_person, bus.without_words, bus.settled_by_all from public;
`,
  },
  TRAILS_END,
  EMITTED_ONE_BY_ONE,
];

/** What a context's role may do on the bus. */
export function busGrants(role: string, context: string): string {
  const base = `
grant usage on schema bus to ${role};
grant execute on function bus.emit to ${role};
grant insert on bus.action_log to ${role};
grant select, insert, update on bus.dead_letter to ${role};
grant select, update on bus.replay_slot to ${role};
grant select, insert, update on bus.consumer_group to ${role};
grant select on bus.clock to ${role};
grant execute on function bus.audit_outcome, bus.trace_of to ${role};
`;
  if (context === 'operations') {
    return `${base}
grant select on bus.event_log, bus.action_log, bus.audit_entry, bus.audit_change to ${role};
grant select, insert, update, delete on bus.feature_flag to ${role};
grant update on bus.clock to ${role};
grant execute on function bus.forget_person, bus.settled_by_all, bus.expire_audit, bus.expire_action_log, bus.expire_dead_letters to ${role};
`;
  }
  return base;
}

/** The relay gives positions to what waits in the queue, and forgets what is old; the tail only reads. */
export const BUS_ROLE_GRANTS = `
grant usage on schema bus to es_relay, es_tail;
grant select, delete on bus.outbox, bus.outbox_queue to es_relay;
grant select, insert, delete on bus.event_position to es_relay;
grant select on bus.told, bus.consumer_group to es_relay;
grant select on bus.told, bus.event_position, bus.clock, bus.feature_flag, bus.outbox_queue, bus.consumer_group to es_tail;
grant select (id, told_at) on bus.outbox to es_tail;
`;
