import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';

export const evaluations = {
  id: '0001-evaluations',
  sql: `
create table quality.evaluation (
  id uuid primary key,
  task_id uuid not null unique,
  run_id uuid not null,
  owner_id uuid not null,
  tenant_id uuid not null,
  provider_id text not null,
  workflow_id text not null,
  effect_type_id text not null,
  role text not null,
  -- Null when the output was refused; then rejection says why.
  result jsonb,
  rejection jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check ((result is null) <> (rejection is null))
);
create index evaluation_by_provider on quality.evaluation (provider_id) where result is not null;
${ownedRows('quality.evaluation')}
`,
};
