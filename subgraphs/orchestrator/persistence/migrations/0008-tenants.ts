import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Tenants that have had a run: what rounds over all of them go by, since row-level security shows one tenant at a time. */
export const tenants: Migration = {
  id: '0008-tenants',
  sql: `
create table orchestrator.tenant (
  tenant_id uuid primary key,
  created_at timestamptz not null
);
insert into orchestrator.tenant select tenant_id, min(created_at) from orchestrator.run group by tenant_id;
`,
};
