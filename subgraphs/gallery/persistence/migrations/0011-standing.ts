import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Whose decision it was that an effect is not in the gallery, and with it who may bring it back. */
export const standing: Migration = {
  id: '0011-standing',
  sql: `
alter table gallery.effect add column taken_out_by text check (taken_out_by in ('STUDIO', 'CREATOR', 'ERASURE'));
alter table gallery.effect no force row level security;
-- So far nobody took their own effect out but by being forgotten.
update gallery.effect set taken_out_by = case when unpublished_by = owner_id then 'ERASURE' else 'STUDIO' end
  where not is_published;
alter table gallery.effect force row level security;
alter table gallery.effect add constraint effect_out_by_somebody check (is_published = (taken_out_by is null));
`,
};
