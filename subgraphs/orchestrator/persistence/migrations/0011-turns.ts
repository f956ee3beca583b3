import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Runs over a limit wait for their turn. */
export const turns: Migration = {
  id: '0011-turns',
  sql: `
alter table orchestrator.run
  -- when its turn came; null while it waits
  add column turn_at timestamptz,
  -- when it first left the place that it had among those under way
  add column place_left_at timestamptz;
update orchestrator.run set turn_at = created_at;
create index run_queued on orchestrator.run (tenant_id, owner_id, id) where state = 'QUEUED';
create index run_place_left on orchestrator.run (tenant_id, place_left_at desc)
  where place_left_at is not null and budget_context = 'user_run';
drop index orchestrator.run_under_way;
create index run_under_way on orchestrator.run (tenant_id, owner_id, turn_at) where budget_context = 'user_run'
  and state in ('AWAITING_MEDIA', 'RESERVING', 'ANALYZING', 'PROMPTING', 'DISPATCHING', 'RUNNING', 'EVALUATING', 'SELECTING', 'FINISHING');

-- A person may not see the runs of others, but whether a place is free depends on how many there are: this tells numbers only.
create function orchestrator.count_places(_tenant uuid, _person uuid, _most_of_tenant int)
returns table (of_person int, waiting_of_person int, promised_tokens bigint, of_tenant int, has_waiting boolean)
language sql volatile set "app.actor" to 'system' as $$
  select
    (select count(*)::int from orchestrator.run where tenant_id = _tenant and owner_id = _person
       and budget_context = 'user_run'
       and state in ('AWAITING_MEDIA', 'RESERVING', 'ANALYZING', 'PROMPTING', 'DISPATCHING', 'RUNNING', 'EVALUATING', 'SELECTING', 'FINISHING')),
    (select count(*)::int from orchestrator.run where tenant_id = _tenant and owner_id = _person and state = 'QUEUED'),
    (select coalesce(sum(quoted_tokens), 0)::bigint from orchestrator.run
       where tenant_id = _tenant and owner_id = _person and state = 'QUEUED'),
    (select count(*)::int from (select from orchestrator.run where tenant_id = _tenant and budget_context = 'user_run'
       and state in ('AWAITING_MEDIA', 'RESERVING', 'ANALYZING', 'PROMPTING', 'DISPATCHING', 'RUNNING', 'EVALUATING', 'SELECTING', 'FINISHING')
       limit _most_of_tenant) counted),
    exists (select from orchestrator.run where tenant_id = _tenant and state = 'QUEUED')
$$;
`,
};
