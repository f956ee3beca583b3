import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const workflowRevisions: Migration = {
  id: '0003-workflow-revisions',
  sql: `
-- A workflow in one exact form. Nothing of it changes but its status and its verdict.
create table providers.workflow_revision (
  id uuid primary key,
  workflow_id text not null,
  number int not null check (number > 0),
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  provider_id text not null references providers.provider (id),
  effect_type_id text not null references providers.effect_type (id),
  variant text not null check (variant in ('fast', 'balanced', 'fine')),
  title text not null,
  min_vram_mib int check (min_vram_mib > 0),
  required_capabilities text[] not null default '{}',
  origin text not null check (origin in ('HOUSE', 'DECLARED', 'STUDIO')),
  status text not null check (status in ('IN_REVIEW', 'PUBLISHED', 'REJECTED')),
  -- Null where only the machines know it.
  definition jsonb,
  made_from uuid references providers.workflow_revision (id),
  note text,
  created_by uuid,
  decided_by uuid,
  decided_at timestamptz,
  rejection text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workflow_id, number),
  unique (workflow_id, digest)
);

-- The revision that new runs use; its words are copied into the workflow's row.
alter table providers.workflow add column revision_id uuid references providers.workflow_revision (id);

insert into providers.workflow_revision (id, workflow_id, number, digest, provider_id, effect_type_id, variant, title, min_vram_mib,
  required_capabilities, origin, status, decided_at, created_at, updated_at)
select gen_random_uuid(), w.id, 1, w.digest, w.provider_id, w.effect_type_id, w.variant, w.title, w.min_vram_mib, w.required_capabilities,
  case when p.declared_by is null then 'HOUSE' else 'DECLARED' end, 'PUBLISHED', w.updated_at, w.updated_at, w.updated_at
from providers.workflow w join providers.provider p on p.id = w.provider_id;
update providers.workflow w set revision_id = r.id from providers.workflow_revision r where r.workflow_id = w.id and r.digest = w.digest;

create table providers.workflow_draft (
  id uuid primary key,
  workflow_id text not null,
  provider_id text not null references providers.provider (id),
  effect_type_id text not null references providers.effect_type (id),
  variant text not null,
  title text not null,
  definition jsonb not null,
  made_from uuid not null references providers.workflow_revision (id),
  -- The revision that it became.
  submitted_as uuid references providers.workflow_revision (id),
  discarded_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  version int not null default 1
);
create index workflow_draft_open on providers.workflow_draft (updated_at desc) where submitted_as is null and discarded_at is null;
create index workflow_draft_by_workflow on providers.workflow_draft (workflow_id);

create table providers.workflow_trial (
  -- Also the run's.
  id uuid primary key,
  kind text not null check (kind in ('DEV_RUN', 'ALL_ELIGIBLE', 'PROVIDER_TEST')),
  draft_id uuid references providers.workflow_draft (id),
  workflow_id text not null,
  digest text not null,
  agent_ids uuid[] not null,
  requested_by uuid not null,
  created_at timestamptz not null
);
create index workflow_trial_by_draft on providers.workflow_trial (draft_id, created_at desc);

-- Which revision was made the current one, when, by whom and why.
create table providers.workflow_pin (
  workflow_id text not null,
  revision_id uuid not null references providers.workflow_revision (id),
  reason text not null,
  pinned_by uuid,
  created_at timestamptz not null
);
create index workflow_pin_by_workflow on providers.workflow_pin (workflow_id, created_at);
`,
};
