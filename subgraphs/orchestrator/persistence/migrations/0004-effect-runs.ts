import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Runs that put a published effect on a clip: what the revision pins in place of an example. */
export const effectRuns: Migration = {
  id: '0004-effect-runs',
  sql: `
alter table orchestrator.run
  add column effect_in_use jsonb,
  alter column example_video_id drop not null,
  add constraint run_has_example_or_effect check ((example_video_id is null) = (effect_in_use is not null));
`,
};
