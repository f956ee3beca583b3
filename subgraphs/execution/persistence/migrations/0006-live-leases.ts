import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const liveLeases: Migration = {
  id: '0006-live-leases',
  sql: `
-- What waits, narrow: an entry is deleted by its lease and put back when that ends without a result. Its one index has
-- exactly the order of fetching. A task that is open is here or in a slot; both are locked before the task is.
create table execution.ready_task (
  revision_id int not null,
  priority smallint not null,
  fair_tag bigint not null,
  task_id uuid not null,
  -- Of the last lease; 0 before the first.
  epoch int not null,
  ready_at timestamptz not null,
  primary key (revision_id, priority, fair_tag, task_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
insert into execution.ready_task select revision_id, priority, fair_tag, id, epoch, ready_at from execution.task where state = 0;

-- A slot carries the live lease that holds it, so that the two cannot differ. Nothing of it but its key is indexed:
-- leases and renewals stay HOT updates.
alter table execution.provider_slot
  add column agent_id uuid,
  add column epoch int,
  add column ready_at timestamptz,
  add column started_at timestamptz,
  add column lease_until timestamptz,
  add column hard_deadline timestamptz,
  add column progress real,
  add column progress_sequence int,
  -- Its run ended: the lease lives on only for its agent's report.
  add column is_cancelled boolean not null default false,
  -- A slot that is freed and held in one transaction would be checked each time, though providers are never deleted.
  drop constraint provider_slot_provider_id_fkey,
  set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
update execution.provider_slot s set agent_id = a.agent_id, epoch = a.epoch, ready_at = a.ready_at, started_at = a.started_at,
  lease_until = t.lease_until, hard_deadline = t.hard_deadline, progress = t.progress, progress_sequence = t.progress_sequence,
  is_cancelled = t.state = 4
from execution.attempt a join execution.task t on t.id = a.task_id where s.lease_id = a.lease_id and a.ended_at is null;

-- An attempt is written once, when it ends.
delete from execution.attempt where ended_at is null;
alter table execution.attempt
  alter column ended_at set not null,
  -- The agent's key of its completion: an attempt is its own memory of the command.
  add column completion_key uuid,
  drop column attempt,
  drop column created_at;
drop index execution.attempt_open;
create unique index attempt_by_key on execution.attempt (agent_id, completion_key) where completion_key is not null;
create index attempt_by_agent on execution.attempt (agent_id, started_at);

-- Given up, with its cause, until somebody has it done again.
create table execution.given_up_task (
  task_id uuid primary key references execution.task (id),
  owner_id uuid not null,
  tenant_id uuid not null,
  failure_class text not null,
  failure_cause text not null,
  given_up_at timestamptz not null
);
create index given_up_task_newest on execution.given_up_task (tenant_id, given_up_at desc, task_id desc);
alter table execution.given_up_task enable row level security;
alter table execution.given_up_task force row level security;
create policy given_up_task_fleet on execution.given_up_task using ((select current_setting('app.actor', true)) = 'system');
create policy given_up_task_admin on execution.given_up_task using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid) and (select current_setting('app.actor', true)) = 'admin');
insert into execution.given_up_task select id, owner_id, tenant_id, coalesce(failure_class, 'nonRetryable'), coalesce(failure_cause, ''), coalesce(ended_at, updated_at)
from execution.task where state = 3;

-- The lease's own figures lie in its slot; and no index of a task names its state, so that its end is a HOT update.
drop index execution.task_ready, execution.task_given_up;
alter table execution.task
  drop column lease_id,
  drop column agent_id,
  drop column lease_until,
  drop column hard_deadline,
  drop column progress,
  drop column progress_sequence,
  drop column attempts,
  drop column ready_at,
  drop column failure_class,
  drop column failure_cause;
update execution.task set state = 0 where state = 1;
comment on column execution.task.state is '0 open, 2 succeeded, 3 failed, 4 cancelled; an open one is leased while a slot holds it';

-- Totals of a session are summed from its attempts when it ends.
alter table execution.agent drop column session_busy_ms;
`,
};
