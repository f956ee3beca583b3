import type { Migration } from '@effect-studio/kernel/migrations/migrate';

const TENANT = `tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`;
const OWN = `requested_by = (select nullif(current_setting('app.user_id', true), '')::uuid)`;

/** Whoever had the platform try something may watch it, and no more than that. */
export const requestedRuns: Migration = {
  id: '0013-requested-runs',
  sql: `
-- Null: nobody in particular.
alter table orchestrator.run add column requested_by uuid;
alter table orchestrator.leg add column requested_by uuid;
create policy run_of_requester on orchestrator.run for select using (${TENANT} and ${OWN});
create policy leg_of_requester on orchestrator.leg for select using (${TENANT} and ${OWN});
`,
};
