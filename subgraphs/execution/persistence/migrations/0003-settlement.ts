import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const settlement: Migration = {
  id: '0003-settlement',
  sql: `
-- An attempt keeps its slot, its result and its failure, so that it is settled with one write.
alter table execution.attempt
  add column slot_n int,
  add column output_key text,
  add column output_sha256 text,
  add column output_bytes bigint,
  -- Of a result: it came after the task was given up or cancelled, or after the lease had expired.
  add column is_late boolean,
  -- Of a failure: as the agent classified and worded it, or why the lease was ended without its word.
  add column failure_class text,
  add column failure_cause text,
  -- As the agent reported them; null where it did not say.
  add column startup_ms double precision,
  add column throttled_count int,
  add column throttled_ms double precision;
update execution.attempt a set slot_n = s.n from execution.provider_slot s where s.lease_id = a.lease_id;
update execution.attempt a set output_key = r.output_key, output_sha256 = r.output_sha256, output_bytes = r.output_bytes,
  is_late = r.is_late from execution.task_result r where r.lease_id = a.lease_id;
drop table execution.task_result;

-- Attempts are written twice per task: no foreign keys to be looked up (tasks and agents are never deleted), and
-- what only reports read is found by time.
alter table execution.attempt
  drop constraint attempt_task_id_fkey,
  drop constraint attempt_agent_id_fkey;
drop index execution.attempt_by_provider;
create index attempt_by_time on execution.attempt using brin (started_at) with (pages_per_range = 32);

-- Why a task was given up: its dead letter.
alter table execution.task add column failure_class text, add column failure_cause text;
create index task_given_up on execution.task (ended_at desc, id desc) where state = 3;

-- What a workflow asks of a machine; null and empty: nothing.
alter table execution.workflow
  add column min_vram_mib int,
  add column required_capabilities text[] not null default '{}';

-- revision_ids are those of the offer that the machine is fit for.
alter table execution.agent
  add column offered_revision_ids int[] not null default '{}',
  add column last_polled_at timestamptz;
update execution.agent set offered_revision_ids = revision_ids;
`,
};
