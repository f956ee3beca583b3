import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** How often an effect was put on a clip. */
export const useCount: Migration = {
  id: '0002-use-count',
  sql: `alter table gallery.effect add column use_count int not null default 0 check (use_count >= 0);`,
};
