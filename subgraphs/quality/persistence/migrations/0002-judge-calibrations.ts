import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** How versions of judges did on the golden set; only added to. */
export const judgeCalibrations: Migration = {
  id: '0002-judge-calibrations',
  sql: `
create table quality.judge_calibration (
  id uuid primary key,
  judge_version text not null,
  kind text not null,
  standing text not null check (standing in ('PASSED', 'QUARANTINED')),
  reasons jsonb not null,
  figures jsonb not null,
  -- Scores of the golden ladders: what drift is measured against.
  ladders jsonb not null,
  created_at timestamptz not null
);
create index judge_calibration_by_version on quality.judge_calibration (judge_version, created_at);
`,
};
