import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const carriedRevisions: Migration = {
  id: '0009-carried-revisions',
  sql: `
-- A form that machines are given with the lease, and forms that only one machine may render.
alter table execution.workflow_revision
  -- Null: machines have it built in.
  add column definition jsonb,
  add column adapter text,
  add column min_vram_mib int,
  add column required_capabilities text[],
  -- Null: any that can.
  add column only_agent_id uuid references execution.agent (id),
  drop constraint workflow_revision_workflow_id_digest_key;
create unique index workflow_revision_form on execution.workflow_revision (workflow_id, digest, only_agent_id) nulls not distinct;
`,
};
