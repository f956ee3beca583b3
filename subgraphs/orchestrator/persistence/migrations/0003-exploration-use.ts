import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** What exploration planned per 15-minute cycle, so that its allowance and the number of unseen legs hold. */
export const explorationUse: Migration = {
  id: '0003-exploration-use',
  sql: `
create table orchestrator.exploration_use (
  tenant_id uuid not null,
  cycle_start timestamptz not null,
  workflow_id text not null,
  shadow_legs int not null,
  -- What the manifest expected exploration and shadow legs to cost.
  planned_nano_usd numeric(30, 0) not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, cycle_start, workflow_id)
);
alter table orchestrator.exploration_use enable row level security;
alter table orchestrator.exploration_use force row level security;
create policy exploration_use_of_the_platform on orchestrator.exploration_use using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
  and (select current_setting('app.actor', true)) in ('system', 'admin')
);
`,
};
