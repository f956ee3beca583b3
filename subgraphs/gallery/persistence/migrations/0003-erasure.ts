import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const erasure: Migration = {
  id: '0003-erasure',
  sql: `
-- Revisions are immutable, but for one that goes because its words were a person's who is forgotten.
create or replace function gallery.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('app.erasure', true) = 'true' then return old; end if;
  raise exception 'revisions are immutable' using errcode = 'restrict_violation';
end $$;
`,
};
