/** The same as before, said row by row: most often there is one, and a statement of many parts costs more to set up than to run. */
export const EMITTED_ONE_BY_ONE = {
  id: '0014-emitted-one-by-one',
  sql: `
-- The one way onto the bus. One element per row in aggregates, traces and type_lists (names with a comma between);
-- rows: their bodies with U+001D between, those of the events of each with U+001E. at: studio time. They keep their order. A context
-- speaks in its own name, and of what the contract lets it tell: all or nothing. Takes no row locks.
create or replace function bus.emit(aggregates text[], traces uuid[], type_lists text[], rows text, at timestamptz) returns void
language plpgsql security definer set search_path = '' as $$
declare
  speaker text := substr(session_user, 4);
  texts text[] := string_to_array(rows, chr(29));
  -- Names of the last row, which the contract was asked about.
  known text;
  names text[];
  bodies text[];
  body text;
  row_id bigint;
begin
  if cardinality(texts) > 12 then
    -- So many that one statement for all of them pays.
    with written as (
      insert into bus.outbox (module, aggregate_id, correlation_id, types, bodies, told_at)
      select speaker, said.aggregate_id, said.correlation_id, said.names,
        case when cardinality(said.names) = cardinality(said.texts) and not exists (
          select from unnest(said.texts) as t (text) where json_typeof(t.text::json) <> 'object' or t.text not like '{"%}'
        ) then said.bodies else bus.refuse_event(array_to_string(said.names, ','), speaker) end,
        at
      from (
        select one.*, string_to_array(one.types, ',') as names, string_to_array(one.bodies, chr(30)) as texts
        from rows from (unnest(aggregates), unnest(traces), unnest(type_lists), unnest(texts))
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
    return;
  end if;
  if not (cardinality(texts) = cardinality(aggregates) and cardinality(texts) = cardinality(traces)
    and cardinality(texts) = cardinality(type_lists)) then
    perform bus.refuse_event(array_to_string(type_lists, ','), speaker);
  end if;
  for place in 1 .. cardinality(texts) loop
    if type_lists[place] is distinct from known then
      known := type_lists[place];
      names := string_to_array(known, ',');
      perform bus.refuse_event(named.type, speaker) from unnest(names) as named (type)
      where exists (select from bus.event_producer p where p.type = named.type)
        and not exists (select from bus.event_producer p where p.type = named.type and p.module = speaker);
    end if;
    bodies := string_to_array(texts[place], chr(30));
    if cardinality(bodies) is distinct from cardinality(names) then perform bus.refuse_event(known, speaker); end if;
    foreach body in array bodies loop
      -- An object without blanks around it; what is no JSON at all is an error of its own.
      if json_typeof(body::json) <> 'object' or body not like '{"%}' then perform bus.refuse_event(known, speaker); end if;
    end loop;
    insert into bus.outbox (module, aggregate_id, correlation_id, types, bodies, told_at)
    values (speaker, aggregates[place], traces[place], names, texts[place], at) returning id into row_id;
    insert into bus.outbox_queue (outbox_id, events) values (row_id, cardinality(names));
  end loop;
end $$;
`,
};
