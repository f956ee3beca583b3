import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const spotChecks: Migration = {
  id: '0011-spot-checks',
  sql: `
-- An output that another machine renders a second time, to see that it is what was asked for.
create table execution.spot_check (
  -- The task that renders it again; nobody ever sees its output.
  id uuid primary key,
  -- The task that is checked; a second check of it decides who of the two was wrong.
  task_id uuid not null,
  stage int not null check (stage in (1, 2)),
  agent_id uuid not null references execution.agent (id),
  checker_id uuid not null references execution.agent (id),
  state text not null check (state in ('WAITING', 'AGREED', 'DISAGREED', 'INCONCLUSIVE')),
  distance jsonb,
  created_at timestamptz not null,
  decided_at timestamptz,
  unique (task_id, stage)
);
create index spot_check_by_agent on execution.spot_check (agent_id, created_at desc);
`,
};
