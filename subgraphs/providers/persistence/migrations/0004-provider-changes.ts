import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const providerChanges: Migration = {
  id: '0004-provider-changes',
  sql: `
-- Null: as the house's catalogue or its declaration has it. An edited one of the house is not overwritten by the next catalogue.
alter table providers.provider add column edited_at timestamptz;

-- Who changed what of a provider, with what it was before.
create table providers.provider_change (
  id uuid primary key,
  provider_id text not null references providers.provider (id),
  kind text not null check (kind in ('DECLARED', 'EDITED', 'PAUSED', 'RESUMED')),
  -- Null: it was not there.
  before jsonb,
  after jsonb not null,
  reason text not null,
  changed_by uuid not null,
  created_at timestamptz not null
);
create index provider_change_by_provider on providers.provider_change (provider_id, created_at desc, id desc);

-- Fleets, templates and assignments as one document; a row is one that was applied.
create table providers.fleet_document (
  version int primary key check (version > 0),
  document jsonb not null,
  -- SHA-256 of the document, whatever the order of its keys.
  digest text not null,
  note text not null,
  applied_by uuid not null,
  created_at timestamptz not null
);
`,
};
