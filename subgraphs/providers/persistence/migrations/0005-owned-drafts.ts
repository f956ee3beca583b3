import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Drafts and tries belong to whoever makes them, for makers are not to see each other's. */
export const ownedDrafts: Migration = {
  id: '0005-owned-drafts',
  sql: `
alter table providers.workflow_draft add column owner_id uuid, add column tenant_id uuid;
update providers.workflow_draft set owner_id = created_by, tenant_id = '${DEFAULT_TENANT_ID}';
alter table providers.workflow_draft alter column owner_id set not null, alter column tenant_id set not null;
create index workflow_draft_of_owner on providers.workflow_draft (owner_id);
${ownedRows('providers.workflow_draft')}

alter table providers.workflow_trial add column owner_id uuid, add column tenant_id uuid;
update providers.workflow_trial set owner_id = requested_by, tenant_id = '${DEFAULT_TENANT_ID}';
alter table providers.workflow_trial alter column owner_id set not null, alter column tenant_id set not null;
create index workflow_trial_of_owner on providers.workflow_trial (owner_id, created_at);
${ownedRows('providers.workflow_trial')}

create index workflow_revision_by_author on providers.workflow_revision (created_by, created_at desc);
`,
};
