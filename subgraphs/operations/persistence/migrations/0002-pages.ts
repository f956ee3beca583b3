import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const pages: Migration = {
  id: '0002-pages',
  sql: `
-- Critical entries of the action log that somebody is woken for, each once.
create table operations.page (
  entry_id uuid primary key,
  created_at timestamptz not null,
  sent_at timestamptz
);
`,
};
