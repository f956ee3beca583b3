import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** People who define effects without being admins. */
export const makers: Migration = {
  id: '0009-makers',
  sql: `
alter table identity.person drop constraint person_roles_check;
alter table identity.person add constraint person_roles_check
  check (roles <@ array['user', 'maker', 'admin'] and 'user' = any (roles));
`,
};
