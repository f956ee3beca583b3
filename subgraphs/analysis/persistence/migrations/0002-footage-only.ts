import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Runs of a published effect have no example: its look is pinned. */
export const footageOnly: Migration = {
  id: '0002-footage-only',
  sql: `
alter table analysis.run_request alter column example_video_id drop not null;
alter table analysis.run_request alter column example_key drop not null;
alter table analysis.run_request
  add constraint run_request_example_whole check ((example_video_id is null) = (example_key is null));
`,
};
