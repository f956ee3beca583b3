import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** What published effects are found by, where an index can be used. */
export const searchEntries: Migration = {
  id: '0013-search-entries',
  sql: `
-- Row-level security keeps PostgreSQL from using an index for operators that might tell what they look at, which those of text
-- search and trigrams might. So the words of what is published, which everybody of the tenant may see anyhow, lie here without it.
-- Whoever finds something here reads the effect itself, under its rules.
create table gallery.search_entry (
  effect_id uuid primary key references gallery.effect (id) on delete cascade,
  tenant_id uuid not null,
  search tsvector not null,
  search_text text not null
);
create index search_entry_words on gallery.search_entry using gin (search);

-- Runs as whoever changes an effect. What is not published has no entry.
create function gallery.keep_search_entry() returns trigger language plpgsql as $$
begin
  if new.is_published then
    insert into gallery.search_entry values (new.id, new.tenant_id, new.search, new.search_text)
    on conflict (effect_id) do update set search = excluded.search, search_text = excluded.search_text
      where search_entry.search_text <> excluded.search_text;
  else
    delete from gallery.search_entry where effect_id = new.id;
  end if;
  return null;
end $$;
create trigger effect_is_found after insert or update of title, tags, description, is_published on gallery.effect
  for each row execute function gallery.keep_search_entry();
alter table gallery.effect no force row level security;
insert into gallery.search_entry select id, tenant_id, search, search_text from gallery.effect where is_published;
alter table gallery.effect force row level security;

-- Effects whose words hold one that is nearly this one; none where there is no pg_trgm. 0.4: as the search has it.
do $$
declare home text;
begin
  select n.nspname into home from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  if home is null then
    execute 'create function gallery.nearly(_tenant uuid, _word text) returns setof uuid
      language sql stable as ''select null::uuid where false''';
  else
    execute format('create index search_entry_pieces on gallery.search_entry using gin (search_text %I.gin_trgm_ops)', home);
    execute format('create function gallery.nearly(_tenant uuid, _word text) returns setof uuid
      language sql stable set pg_trgm.word_similarity_threshold to ''0.4'' as
      ''select effect_id from gallery.search_entry where tenant_id = _tenant and _word operator(%I.<%%) search_text''', home);
  end if;
end $$;
`,
};
