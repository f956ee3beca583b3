/**
 * Booking costs of attempts, with less work per row. `cost_entry_once` begins with the task, so that it also finds the
 * costs of a task and an index of their own is not needed; sources other than attempts, which are few, have a small one.
 * Rate cards are append-only, so that they can be asked for once per statement instead of once per row.
 */
export const LIGHTER_COST_ENTRIES = `
create unique index cost_entry_booked_once on economics.cost_entry
  (task_id, attempt, component, source_kind, source_id, revision, tenant_id) nulls not distinct;
create index cost_entry_of_source on economics.cost_entry (tenant_id, source_kind, source_id) where source_kind <> 'ATTEMPT';
drop index economics.cost_entry_once;
drop index economics.cost_entry_of_task;
alter index economics.cost_entry_booked_once rename to cost_entry_once;

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
alter table economics.cost_entry drop constraint cost_entry_rate_card_version_fkey;
`;
