import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** People may say which part of their footage the result covers. */
export const trims: Migration = {
  id: '0012-trims',
  sql: `
-- {startMs, durationMs} of the footage, as it was asked for; null: the whole.
alter table orchestrator.run add column trim jsonb;
`,
};
