import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Runs, their legs and steps, and what the orchestrator remembers of clips and of the catalogue. */
export const runs: Migration = {
  id: '0001-runs',
  sql: `
create table orchestrator.run (
  id uuid primary key,
  owner_id uuid not null,
  tenant_id uuid not null,
  correlation_id uuid not null,
  state text not null,
  wish text not null,
  example_video_id uuid not null,
  footage_video_id uuid not null,
  example_key text,
  footage_key text,
  quoted_tokens int not null check (quoted_tokens >= 0),
  rate_card_version int not null,
  consent_public_preview boolean not null,
  reservation jsonb,
  analysis jsonb,
  variants jsonb,
  decision jsonb,
  is_legs_deadline_passed boolean not null default false,
  finish_task_id uuid,
  result jsonb,
  effect_id uuid,
  failure jsonb,
  -- when an operator was told that it stands still or was not compensated
  flagged_at timestamptz,
  state_changed_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  created_by uuid not null,
  version int not null
);
create index run_of_owner on orchestrator.run (owner_id, id desc);
create index run_awaiting_example on orchestrator.run (example_video_id) where state = 'AWAITING_MEDIA';
create index run_awaiting_footage on orchestrator.run (footage_video_id) where state = 'AWAITING_MEDIA';
create index run_by_state on orchestrator.run (state, state_changed_at) where flagged_at is null;
${ownedRows('orchestrator.run')}

create table orchestrator.leg (
  task_id uuid primary key,
  run_id uuid not null references orchestrator.run (id),
  owner_id uuid not null,
  tenant_id uuid not null,
  ordinal int not null,
  role text not null,
  finishes uuid,
  provider_id text not null,
  workflow_id text not null,
  workflow_digest text not null,
  effect_type_id text not null,
  prompt_variant_id text not null,
  parameters jsonb not null,
  excerpt jsonb,
  work_units double precision not null,
  expected_cost_nano_usd bigint,
  is_dispatched boolean not null,
  output jsonb,
  quality jsonb,
  failure_cause text,
  is_cancelled boolean not null,
  ranking jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (run_id, ordinal)
);
${ownedRows('orchestrator.leg')}

create table orchestrator.saga_log (
  saga_id uuid not null references orchestrator.run (id),
  seq int not null,
  owner_id uuid not null,
  tenant_id uuid not null,
  step text not null,
  from_state text,
  cause text not null,
  -- done | compensating | compensated
  status text not null,
  -- sha-256 over the events that the step put out
  payload_hash text not null,
  compensated_at timestamptz,
  compensation_error text,
  at timestamptz not null,
  primary key (saga_id, seq)
);
${ownedRows('orchestrator.saga_log')}

create table orchestrator.clip (
  video_id uuid primary key,
  owner_id uuid not null,
  tenant_id uuid not null,
  -- null: refused
  proxy_key text,
  duration_ms double precision,
  refusal jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index clip_of_owner on orchestrator.clip (owner_id, video_id);
${ownedRows('orchestrator.clip')}
-- Anyone may use house clips.
create policy clip_of_the_house on orchestrator.clip for select using (
  owner_id = '${SYSTEM_SUBJECT_ID}'
  and tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
);

create table orchestrator.workflow (
  workflow_id text primary key,
  provider_id text not null,
  effect_type_id text not null,
  variant text not null,
  digest text not null,
  active boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table orchestrator.provider (
  provider_id text primary key,
  status text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
`,
};
