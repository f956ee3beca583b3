import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** What the edge must not serve any more. */
export const edge: Migration = {
  id: '0006-edge',
  sql: `
-- The edge looks in Redis; this is told to it again, should Redis forget. Neither a person nor a tenant is in it.
create table gallery.purged_media (
  effect_id uuid not null,
  object_key text not null,
  -- By then every URL that was handed out has expired.
  until timestamptz not null,
  created_at timestamptz not null,
  primary key (effect_id, object_key)
);
create index purged_media_until on gallery.purged_media (until);
`,
};
