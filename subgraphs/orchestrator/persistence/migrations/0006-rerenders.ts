import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Runs that render a candidate of an earlier run again with other parameters. */
export const rerenders: Migration = {
  id: '0006-rerenders',
  sql: 'alter table orchestrator.run add column rerender jsonb;',
};
