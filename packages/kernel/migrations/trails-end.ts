/** What operators and admins can read of the past is kept for long, and not for ever; for how long at least is the database's word. */
export const TRAILS_END = {
  id: '0013-trails-end',
  sql: `
-- The real time, moved as the test clock is.
create function bus.studio_now() returns timestamptz language sql stable set search_path = '' as $$
  select now() + (select offset_ms from bus.clock) * interval '1 millisecond'
$$;

-- Until when an entry of the audit trail may not be deleted, by anybody: what explains the books is kept for six years and more in
-- most places (such as § 257 HGB); studios set how much longer.
create function bus.audit_is_kept_since() returns timestamptz language sql stable set search_path = '' as $$
  select bus.studio_now() - interval '6 years'
$$;
create function bus.kept_by_law() returns trigger language plpgsql as $$
declare
  recorded timestamptz := case when tg_table_name = 'audit_entry' then (to_jsonb(old) ->> 'recorded_at')::timestamptz
    else (select e.recorded_at from bus.audit_entry e where e.id = (to_jsonb(old) ->> 'entry_id')::uuid) end;
begin
  if recorded >= bus.audit_is_kept_since() then
    raise exception 'the audit trail is only added to, and kept for six years' using errcode = 'insufficient_privilege';
  end if;
  return old;
end $$;
drop trigger only_appended on bus.audit_entry;
drop trigger only_appended on bus.audit_change;
create trigger only_appended before update or truncate on bus.audit_entry execute function bus.only_appended();
create trigger only_appended before update or truncate on bus.audit_change execute function bus.only_appended();
create trigger kept_by_law before delete on bus.audit_entry for each row execute function bus.kept_by_law();
create trigger kept_by_law before delete on bus.audit_change for each row execute function bus.kept_by_law();
create index audit_entry_by_age on bus.audit_entry (recorded_at);
create index action_log_by_age on bus.action_log (occurred_at);

-- Each takes away a batch of what is older than \`before\`, and says how many rows that were.
create function bus.expire_audit(before timestamptz, most int) returns int
language plpgsql security definer set search_path = '' as $$
declare
  old uuid[] := array(select id from bus.audit_entry where recorded_at < least(before, bus.audit_is_kept_since())
    order by recorded_at limit most);
begin
  delete from bus.audit_change where entry_id = any(old);
  delete from bus.audit_entry where id = any(old);
  return cardinality(old);
end $$;
-- Never what is younger than the traces that it belongs to.
create function bus.expire_action_log(before timestamptz, most int) returns int
language sql security definer set search_path = '' as $$
  with gone as (delete from bus.action_log where id = any (array(
      select id from bus.action_log where occurred_at < least(before, bus.studio_now() - interval '90 days')
      order by occurred_at limit most)) returning 1)
  select count(*)::int from gone
$$;
-- Open ones stay for as long as they are open.
create function bus.expire_dead_letters(before timestamptz, most int) returns int
language sql security definer set search_path = '' as $$
  with gone as (delete from bus.dead_letter where id = any (array(
      select id from bus.dead_letter where state in ('replayed', 'discarded') and updated_at < before limit most)) returning 1)
  select count(*)::int from gone
$$;
revoke execute on function bus.expire_audit, bus.expire_action_log, bus.expire_dead_letters from public;
-- What others said about a person in the same facts, and what makers wrote into definitions: reasons, notes and values that
-- changed are words where there is a blank in them, and codes otherwise.
create or replace function bus.without_words(given jsonb) returns jsonb language plpgsql immutable set search_path = '' as $$
begin
  return case jsonb_typeof(given)
    when 'object' then coalesce((select jsonb_object_agg(key,
      case when jsonb_typeof(value) = 'string' and key in ('wish', 'fileName', 'text', 'title', 'displayName', 'device', 'name', 'url')
        then to_jsonb(''::text)
        when jsonb_typeof(value) = 'string' and key in ('reason', 'details', 'note', 'before', 'after') and value #>> '{}' ~ '\\s'
        then to_jsonb('(taken out)'::text)
        else bus.without_words(value) end) from jsonb_each(given)), '{}')
    when 'array' then coalesce((select jsonb_agg(bus.without_words(value) order by place)
      from jsonb_array_elements(given) with ordinality as element (value, place)), '[]')
    else given end;
end $$;
revoke execute on function bus.without_words from public;

-- For these functions and those that let go of people, whose owner need not be a superuser.
create policy dead_letter_owner on bus.dead_letter to current_user using (true);
`,
};
