import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const agentCare: Migration = {
  id: '0007-agent-care',
  sql: `
alter table execution.agent
  add column concurrency int not null default 1,
  -- Null: it asks for work.
  add column deaf_since timestamptz,
  -- An admin's word.
  add column cordoned_at timestamptz,
  add column cordon_reason text,
  add column cordoned_by uuid,
  add column trust text not null default 'PROBATION' check (trust in ('PROBATION', 'TRUSTED', 'QUARANTINED')),
  -- Faults and good results count from here.
  add column trust_since timestamptz not null default '-infinity',
  add column quarantine_until timestamptz,
  add column quarantine_reason text,
  -- Doubles the next.
  add column quarantines int not null default 0;
-- Who worked before there was trust has it.
update execution.agent set trust = 'TRUSTED';

-- Outputs that were no good: refused bytes, and what quality rejected. One per task and agent.
create table execution.agent_fault (
  agent_id uuid not null references execution.agent (id),
  task_id uuid not null,
  kind text not null check (kind in ('REFUSED', 'REJECTED')),
  reason text not null,
  happened_at timestamptz not null,
  primary key (agent_id, task_id)
);

-- Beyond the number that an admin set; one that is held ends in peace.
alter table execution.provider_slot add column is_retired boolean not null default false;

alter table execution.given_up_task add column retried_as uuid;
`,
};
