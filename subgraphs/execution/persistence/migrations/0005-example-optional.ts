import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Runs of a published effect aim at a pinned descriptor: there is no example file. */
export const exampleOptional: Migration = {
  id: '0005-example-optional',
  sql: 'alter table execution.task_input alter column example_key drop not null;',
};
