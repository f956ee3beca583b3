import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const declaredProviders: Migration = {
  id: '0002-declared-providers',
  sql: `
alter table providers.provider
  -- Whose work it does; null: everybody's.
  add column budget_contexts text[],
  -- The admin who declared it last; null: the house's own.
  add column declared_by uuid;

-- What a workflow asks of a machine; null and empty: nothing.
alter table providers.workflow
  add column min_vram_mib int check (min_vram_mib > 0),
  add column required_capabilities text[] not null default '{}';
`,
};
