import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** People may say on which part of their footage versions are tried. */
export const chosenExcerpts: Migration = {
  id: '0009-chosen-excerpts',
  sql: `
-- {startMs, durationMs} of the footage, as it was asked for; null: the analysis chooses.
alter table orchestrator.run add column chosen_excerpt jsonb;
`,
};
