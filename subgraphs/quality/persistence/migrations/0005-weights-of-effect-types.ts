import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** What a version says of each effect type that something was decided about, and why; older versions say nothing. */
export const weightsOfEffectTypes: Migration = {
  id: '0005-weights-of-effect-types',
  sql: `
alter table quality.weights_version add column effect_types jsonb not null default '[]';
`,
};
