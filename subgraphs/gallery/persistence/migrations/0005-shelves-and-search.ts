import type { Migration } from '@effect-studio/kernel/migrations/migrate';

const TENANT = `tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`;
const STAFF = `(select current_setting('app.actor', true)) in ('system', 'admin')`;

/** Categories, tags, search, and what runs of an effect really took. */
export const shelvesAndSearch: Migration = {
  id: '0005-shelves-and-search',
  sql: `
-- Categories that an admin added or changed; the others are as the studio comes with them.
create table gallery.category (
  tenant_id uuid not null,
  id text not null check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  description text not null,
  position int not null,
  is_hidden boolean not null,
  created_by uuid not null,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
alter table gallery.category enable row level security;
alter table gallery.category force row level security;
create policy category_read on gallery.category for select using (${TENANT});
create policy category_write on gallery.category using (${TENANT} and ${STAFF});

-- Runs that put a published effect on a clip: what they were charged and how long they took. Nobody's name is in it.
create table gallery.effect_use (
  run_id uuid primary key,
  tenant_id uuid not null,
  effect_id uuid not null references gallery.effect (id),
  quoted_tokens int not null,
  requested_at timestamptz not null,
  charged_tokens int,
  finished_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index effect_use_finished on gallery.effect_use (effect_id, finished_at desc) where finished_at is not null;
create index effect_use_age on gallery.effect_use (created_at);
alter table gallery.effect_use enable row level security;
alter table gallery.effect_use force row level security;
create policy effect_use_staff on gallery.effect_use using (${TENANT} and ${STAFF});

-- Words of a listing in their weights: title, tags, description. Declared immutable: the configurations are named.
create function gallery.search_vector(title text, tags text[], description text) returns tsvector
language sql immutable parallel safe as $$
  select setweight(to_tsvector('pg_catalog.simple', title) || to_tsvector('pg_catalog.english', title), 'A')
    || setweight(to_tsvector('pg_catalog.simple', array_to_string(tags, ' ')), 'B')
    || setweight(to_tsvector('pg_catalog.english', description), 'C')
$$;
-- The same words as one text, for parts of words and for words that are nearly right.
create function gallery.search_text(title text, tags text[], description text) returns text
language sql immutable parallel safe as $$
  select lower(title || ' ' || array_to_string(tags, ' ') || ' ' || description)
$$;

alter table gallery.effect
  add column category_id text not null default 'other',
  add column tags text[] not null default '{}',
  -- Medians of the last hundred runs with a result; null before the first.
  add column typical_tokens int,
  add column typical_ms int;
alter table gallery.effect no force row level security;
update gallery.effect set category_id = case
  when effect_type_id in ('look-match', 'duotone') then 'colour-and-mood'
  when effect_type_id in ('dream', 'neon') then 'light-and-glow'
  when effect_type_id in ('vintage-film', 'noir') then 'film-and-vintage'
  when effect_type_id = 'cartoon' then 'drawn'
  when effect_type_id in ('glitch', 'kaleidoscope') then 'glitch-and-geometry'
  when effect_type_id in ('slow-motion', 'speed-ramp') then 'time-and-motion'
  else 'other' end;
alter table gallery.effect force row level security;
alter table gallery.effect
  add column search tsvector generated always as (gallery.search_vector(title, tags, description)) stored,
  add column search_text text generated always as (gallery.search_text(title, tags, description)) stored;
create index effect_shelf on gallery.effect (tenant_id, category_id) where is_published;

-- Trigrams find words with a slip in them. A database whose owner may not have the extension does without.
do $$ begin
  create extension if not exists pg_trgm;
exception when insufficient_privilege or undefined_file or feature_not_supported then
  raise notice 'pg_trgm is not to be had: searches do not forgive slips';
end $$;
do $$
declare home text;
begin
  select n.nspname into home from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  if home is null then
    execute 'create function gallery.likeness(word text, document text) returns real
      language sql immutable parallel safe as ''select 0::real''';
  else
    execute format('create function gallery.likeness(word text, document text) returns real
      language sql immutable parallel safe as ''select %I.word_similarity(word, document)''', home);
  end if;
end $$;
`,
};
