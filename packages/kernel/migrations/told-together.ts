/** What a transaction says in succession about one aggregate is one row, whose columns are the part of the envelope that counts. */
export const TOLD_TOGETHER = {
  id: '0011-told-together',
  sql: `
drop view bus.event_log;
drop function bus.emit(json, timestamptz);

-- bodies: one JSON object per event with U+001E between, which JSON never has; their names lie in types. What is trusted
-- stands in the columns and is not read from a body.
alter table bus.outbox alter column body type text using rtrim(body::text, E' \\t\\r\\n');
alter table bus.outbox rename column body to bodies;
alter table bus.outbox rename column occurred_at to told_at;
alter table bus.outbox add column module text, add column types text[];
update bus.outbox set module = coalesce(bodies::json ->> 'module', ''), types = array[type];
alter table bus.outbox
  alter column module set not null,
  alter column types set not null,
  drop column event_id,
  drop column type,
  -- Two or three events fit a page: fetching them from elsewhere would cost more than it saves.
  set (toast_tuple_target = 8160);

alter table bus.outbox_queue add column events smallint not null default 1;
alter table bus.outbox_queue alter column events drop default;

-- Positions of a row's events are one after the other.
alter table bus.event_position rename column position to last_position;
alter table bus.event_position add column first_position bigint;
update bus.event_position set first_position = last_position;
alter table bus.event_position alter column first_position set not null;

-- Rows of the outbox that have their positions, as readers of many events take them.
create view bus.told as
  select at.first_position, at.last_position, row.module, row.aggregate_id, row.correlation_id, row.types, row.bodies, at.logged_at
  from bus.event_position at join bus.outbox row on row.id = at.outbox_id;

create function bus.envelope(body text, type text, module text, aggregate_id text, correlation_id uuid) returns json
language sql stable as $$
  -- Of two members with one name the last counts, so a body cannot say who speaks, of what, or in which trace.
  select (left(body, -1) || ',"type":' || to_json(type) || ',"module":' || to_json(module) || ',"aggregateId":' || to_json(aggregate_id)
    || ',"correlationId":"' || correlation_id || '"}')::json
$$;

-- Every event that was told, one a row, with a position or not yet.
create view bus.event as
  select row.id as outbox_id, one.place, (one.body::json ->> 'id')::uuid as event_id, one.type, row.aggregate_id, row.correlation_id,
    bus.envelope(one.body, one.type, row.module, row.aggregate_id, row.correlation_id) as body, row.told_at
  from bus.outbox row
  cross join lateral rows from (unnest(row.types), string_to_table(row.bodies, chr(30))) with ordinality as one (type, body, place);

create view bus.event_log as
  select at.first_position + event.place - 1 as position, event.event_id, event.type, event.aggregate_id, event.correlation_id,
    event.body, at.logged_at
  from bus.event_position at join bus.event event on event.outbox_id = at.outbox_id;

create or replace function bus.trace_of(correlation uuid) returns text language sql stable security definer set search_path = '' as $$
  select body ->> 'traceparent' from bus.event
  where correlation_id = correlation and body ->> 'traceparent' is not null order by outbox_id desc, place desc limit 1
$$;

-- The one way onto the bus. One element per row in aggregates, traces and type_lists (names with a comma between);
-- rows: their bodies with U+001D between, those of the events of each with U+001E. at: studio time. They keep their order. A context
-- speaks in its own name, and of what the contract lets it tell: all or nothing. Takes no row locks.
create function bus.emit(aggregates text[], traces uuid[], type_lists text[], rows text, at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare
  speaker text := substr(session_user, 4);
begin
  with written as (
    insert into bus.outbox (module, aggregate_id, correlation_id, types, bodies, told_at)
    select speaker, said.aggregate_id, said.correlation_id, said.names,
      case when cardinality(said.names) = cardinality(said.texts) and not exists (
        -- An object without blanks around it; what is no JSON at all is an error of its own.
        select from unnest(said.texts) as t (text) where json_typeof(t.text::json) <> 'object' or t.text not like '{"%}'
      ) then said.bodies else bus.refuse_event(array_to_string(said.names, ','), speaker) end,
      at
    from (
      select one.*, string_to_array(one.types, ',') as names, string_to_array(one.bodies, chr(30)) as texts
      from rows from (unnest(aggregates), unnest(traces), unnest(type_lists), string_to_table(rows, chr(29)))
        with ordinality as one (aggregate_id, correlation_id, types, bodies, place)
    ) said
    where (
      select count(bus.refuse_event(named.type, speaker))
      from (select distinct unnest(string_to_array(list, ',')) as type from unnest(type_lists) list) named
      where exists (select from bus.event_producer p where p.type = named.type)
        and not exists (select from bus.event_producer p where p.type = named.type and p.module = speaker)
    ) = 0
    order by said.place
    returning id, cardinality(types) as events
  )
  insert into bus.outbox_queue (outbox_id, events) select id, events from written;
end $$;
revoke execute on function bus.emit from public;
`,
};
