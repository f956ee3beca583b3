import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** A pin knows what put it in force, and what was to be seen of its revision. */
export const pins: Migration = {
  id: '0004-pins',
  sql: `
alter table gallery.publish_pin
  -- The run whose approval made it; null when an admin rolled back.
  add column run_id uuid,
  add column preview_key text,
  -- Why it was rolled back.
  add column reason text;
create index publish_pin_by_run on gallery.publish_pin (run_id) where run_id is not null;
alter table gallery.effect no force row level security;
alter table gallery.publish_pin no force row level security;
update gallery.publish_pin p set run_id = e.run_id, preview_key = e.preview_key
  from gallery.effect e where e.id = p.effect_id and p.number = 1;
alter table gallery.effect force row level security;
alter table gallery.publish_pin force row level security;
`,
};
