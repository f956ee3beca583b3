import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** By what views of the gallery know whether they are old. */
export const listingChanges: Migration = {
  id: '0008-listing-changes',
  sql: `
-- One row for each change of what people see; only added to, so that nobody waits for anybody. Its state is the number of rows
-- and the last one: also a change that was begun earlier and committed later makes another. Names nobody.
create table gallery.listing_change (
  sequence bigserial primary key,
  tenant_id uuid not null,
  -- Tells this database from any other that shares a Redis with it.
  token uuid not null default gen_random_uuid(),
  created_at timestamptz not null
);
create index listing_change_of_tenant on gallery.listing_change (tenant_id, sequence);
create index listing_change_age on gallery.listing_change (created_at);
create function gallery.note_change() returns trigger language plpgsql as $$
begin
  insert into gallery.listing_change (tenant_id, created_at) values (new.tenant_id, new.updated_at);
  return null;
end $$;
create trigger effect_changes_listing after insert or update on gallery.effect
  for each row execute function gallery.note_change();
create trigger category_changes_listing after insert or update on gallery.category
  for each row execute function gallery.note_change();
`,
};
