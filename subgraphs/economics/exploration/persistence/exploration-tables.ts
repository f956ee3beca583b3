import { appendOnly, sensitiveRows } from '../../persistence/row-rules.ts';

/** Every routing decision with what it could have been, and trials of two workflows against each other. */
export const EXPLORATION_TABLES = `
create table economics.routing_decision (
  tenant_id uuid not null,
  run_id uuid not null,
  owner_id uuid not null,
  -- The effect type that the legs were drawn for.
  effect_type_id text not null,
  decided_at timestamptz not null,
  -- Null: there was none yet.
  manifest_version int,
  is_manifest_stale boolean not null,
  policy_version text not null,
  policy_kind text not null,
  exploration_share double precision not null,
  is_exploration_stopped boolean not null,
  trial_id uuid,
  -- Hex digest that every draw came from.
  seed text not null,
  -- Everything that was looked at: workflow, provider, effect type, eligible, reason, rank, weight, propensity.
  considered jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, run_id)
);
create index routing_decision_by_time on economics.routing_decision (tenant_id, decided_at desc, run_id desc);
${sensitiveRows('economics.routing_decision')}
${appendOnly('economics.routing_decision')}

create table economics.routing_decision_leg (
  tenant_id uuid not null,
  run_id uuid not null,
  task_id uuid not null,
  ordinal int not null,
  role text not null check (role in ('candidate', 'exploration', 'shadow')),
  provider_id text not null,
  workflow_id text not null,
  effect_type_id text not null,
  -- Chance that this workflow got a leg that people see.
  propensity double precision not null,
  created_at timestamptz not null,
  primary key (tenant_id, run_id, ordinal)
);
create index routing_decision_leg_of_workflow on economics.routing_decision_leg (tenant_id, workflow_id, run_id);
${sensitiveRows('economics.routing_decision_leg')}
${appendOnly('economics.routing_decision_leg')}

create table economics.routing_trial (
  id uuid primary key,
  tenant_id uuid not null,
  effect_type_id text not null,
  workflow_a text not null,
  workflow_b text not null check (workflow_b <> workflow_a),
  mode text not null check (mode in ('CANDIDATE', 'SHADOW')),
  metric text not null check (metric in ('UTILITY', 'QUALITY', 'MARGIN')),
  share double precision not null check (share > 0 and share <= 1),
  min_pairs int not null check (min_pairs > 0),
  max_pairs int not null check (max_pairs >= min_pairs),
  -- Chance of calling two equal workflows different.
  error_share double precision not null check (error_share > 0 and error_share < 0.5),
  reason text not null,
  started_at timestamptz not null,
  started_by uuid,
  ends_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid,
  end_reason text check (end_reason in ('A_IS_BETTER', 'B_IS_BETTER', 'NO_DIFFERENCE', 'TIME_IS_UP', 'STOPPED_BY_ADMIN')),
  end_note text,
  -- Pairs, mean difference and interval when it ended.
  result jsonb,
  updated_at timestamptz not null,
  check ((ended_at is null) = (end_reason is null))
);
-- Two at once would share each other's legs.
create unique index routing_trial_one_per_effect on economics.routing_trial (tenant_id, effect_type_id) where ended_at is null;
${sensitiveRows('economics.routing_trial')}
`;
