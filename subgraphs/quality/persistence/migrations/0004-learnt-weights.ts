import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/**
 * What people decided about measured outputs, without who and in which run; weights of the composite that were learnt from
 * it; which were in force when. All only added to.
 */
export const learntWeights: Migration = {
  id: '0004-learnt-weights',
  sql: `
create table quality.decision (
  id uuid primary key,
  kind text not null check (kind in ('APPROVED', 'REJECTED', 'CHOSEN')),
  effect_type_id text not null,
  -- Quality vector of what was approved, rejected or chosen.
  vector jsonb not null,
  -- Vectors of the candidates that were left; empty unless one was chosen.
  others jsonb not null,
  decided_at timestamptz not null,
  created_at timestamptz not null
);
create index decision_by_time on quality.decision (decided_at desc);

create table quality.weights_version (
  version int primary key check (version > 0),
  weights jsonb not null,
  -- Whether they foretold held-out decisions better than the hand weights; others cannot be applied.
  is_better boolean not null,
  evidence jsonb not null,
  created_at timestamptz not null
);

-- The newest row says what is in force; none: the hand weights, which are version 0.
create table quality.weights_in_force (
  id uuid primary key,
  version int not null check (version >= 0),
  reason text not null,
  applied_by uuid,
  created_at timestamptz not null
);
`,
};
