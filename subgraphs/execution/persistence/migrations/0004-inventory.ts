import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const inventory: Migration = {
  id: '0004-inventory',
  sql: `
alter table execution.agent
  -- Null: the default fleet.
  add column fleet text,
  add column driver_version text,
  -- Of the running session: from the start of the agent's process until it could take work; null where it is not known.
  add column startup_ms double precision;
`,
};
