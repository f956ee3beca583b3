import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** What a turn of a desk does, as a function: what it reads and writes is prepared for it in pieces, and only those that it needs. */
export const takeTurn: Migration = {
  id: '0013-take-turn',
  sql: `
-- As the owner: policies would be looked up for every table of every turn, and say yes to all of it, since only the platform may call it.
create function execution.take_turn(
  at timestamptz,
  -- Results, one element per lease.
  given_leases uuid[], given_providers text[], given_slots int[], given_busy_ms float8[], given_keys text[], given_sha256s text[],
  given_bytes bigint[], given_startup_ms float8[], given_throttled_counts int[], given_throttled_ms float8[], given_commands uuid[],
  -- Their events, one row of the outbox per lease.
  told_aggregates text[], told_traces uuid[], told_types text[], told_bodies text,
  -- Revisions, and the place in the queue of each after which to look; null: from its start.
  revisions int[], head_priorities smallint[], head_tags bigint[], head_tasks uuid[],
  -- Seats.
  seat_agents uuid[], seat_sessions uuid[], seat_leases uuid[]
) returns table (
  settled text, lease_id uuid, id uuid, owner_id uuid, tenant_id uuid, run_id uuid, role text, provider_id text, workflow_id text,
  effect_type_id text, variant text, adapter text, instance_type text, budget_context text, excerpt_start_ms double precision,
  excerpt_duration_ms double precision, work_units double precision, strikes smallint, priority smallint, revision_id int, fair_tag bigint,
  correlation_id uuid, queued_at timestamptz, ready_at timestamptz, epoch int, ttl_ms int, hard_cap_ms int, slot_n int,
  parameters text, example_descriptor text, footage_descriptor text, example_key text, footage_key text, traceparent text
) language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  settled_leases uuid[] := '{}';
  held_providers text[] := '{}';
  held_slots int[] := '{}';
  held_retired bool[] := '{}';
  live_agents uuid[];
  live_leases uuid[];
  held record;
  next_task record;
  next_slot int;
begin
  if current_setting('app.actor', true) is distinct from 'system' then
    raise exception 'only the platform takes turns' using errcode = 'insufficient_privilege';
  end if;

  if cardinality(given_leases) = 1 then
    -- One at a time is the usual case of a studio that is not busy, and is done without what pays for many.
    select s.task_id, s.epoch, s.agent_id, s.ready_at, s.started_at, s.is_retired into held from execution.provider_slot s
    where s.provider_id = given_providers[1] and s.n = given_slots[1] and s.lease_id = given_leases[1] and not s.is_cancelled for update;
    if found then
      insert into execution.attempt (lease_id, task_id, provider_id, slot_n, epoch, agent_id, ready_at, started_at, ended_at, outcome,
        busy_ms, is_late, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, completion_key)
      values (given_leases[1], held.task_id, given_providers[1], given_slots[1], held.epoch, held.agent_id, held.ready_at, held.started_at,
        at, 'succeeded', given_busy_ms[1], false, given_keys[1], given_sha256s[1], given_bytes[1], given_startup_ms[1],
        given_throttled_counts[1], given_throttled_ms[1], given_commands[1]);
      update execution.task t set state = 2, epoch = held.epoch, busy_ms = given_busy_ms[1], ended_at = at, updated_at = at
      where t.id = held.task_id;
      settled_leases := given_leases;
      held_providers := given_providers;
      held_slots := given_slots;
      held_retired := array[held.is_retired];
    end if;
  elsif cardinality(given_leases) > 1 then
    with held as materialized (
      select r.*, s.task_id, s.epoch, s.agent_id, s.ready_at, s.started_at, s.is_retired
      from unnest(given_leases, given_providers, given_slots, given_busy_ms, given_keys, given_sha256s, given_bytes, given_startup_ms,
          given_throttled_counts, given_throttled_ms, given_commands)
        as r (lease_id, provider_id, n, busy_ms, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, key)
      join execution.provider_slot s on s.provider_id = r.provider_id and s.n = r.n and s.lease_id = r.lease_id and not s.is_cancelled
      order by s.provider_id, s.n for update of s
    ), ended as (
      insert into execution.attempt (lease_id, task_id, provider_id, slot_n, epoch, agent_id, ready_at, started_at, ended_at, outcome,
        busy_ms, is_late, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, completion_key)
      select lease_id, task_id, provider_id, n, epoch, agent_id, ready_at, started_at, at, 'succeeded', busy_ms,
        false, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, key from held
    ), moved as (
      update execution.task t set state = 2, epoch = s.epoch, busy_ms = s.busy_ms, ended_at = at, updated_at = at
      from held s where t.id = s.task_id
    )
    select coalesce(array_agg(h.lease_id), '{}'), coalesce(array_agg(h.provider_id), '{}'), coalesce(array_agg(h.n), '{}'),
      coalesce(array_agg(h.is_retired), '{}')
    into settled_leases, held_providers, held_slots, held_retired from held h;
  end if;

  if cardinality(given_leases) > 0 then
    -- Most often all are still live.
    if cardinality(settled_leases) = cardinality(given_leases) then
      perform bus.emit(told_aggregates, told_traces, told_types, told_bodies, at);
    elsif cardinality(settled_leases) > 0 then
      perform bus.emit(array_agg(e.aggregate_id), array_agg(e.correlation_id), array_agg(e.types), string_agg(e.bodies, chr(29)), at)
      from (
        select e.* from rows from (unnest(given_leases), unnest(told_aggregates), unnest(told_traces), unnest(told_types),
            string_to_table(told_bodies, chr(29)))
          with ordinality as e (lease_id, aggregate_id, correlation_id, types, bodies, place)
        where e.lease_id = any(settled_leases) order by e.place
      ) e;
    end if;
    settled := array_to_string(settled_leases, ',');
    return next;
    settled := null;
  end if;

  if cardinality(seat_agents) = 1 then
    if exists (select from execution.agent g where g.id = seat_agents[1] and g.session_id = seat_sessions[1] and g.status = 'ONLINE'
      and g.cordoned_at is null and g.trust <> 'QUARANTINED')
    then
      live_agents := seat_agents;
      live_leases := seat_leases;
    end if;
  elsif cardinality(seat_agents) > 1 then
    select array_agg(e.agent_id order by e.place), array_agg(e.lease_id order by e.place) into live_agents, live_leases
    from unnest(seat_agents, seat_sessions, seat_leases) with ordinality as e (agent_id, session_id, lease_id, place)
    join execution.agent g on g.id = e.agent_id and g.session_id = e.session_id and g.status = 'ONLINE'
      and g.cordoned_at is null and g.trust <> 'QUARANTINED';
  end if;

  if live_agents is null then
    if cardinality(held_slots) > 0 then
      update execution.provider_slot x set task_id = null, lease_id = null, agent_id = null
      from unnest(held_providers, held_slots) h (provider_id, n) where x.provider_id = h.provider_id and x.n = h.n;
    end if;
    return;
  end if;

  if cardinality(live_agents) = 1 and cardinality(held_slots) <= 1 then
    select f.provider_id, t.* into next_task
    from unnest(revisions, head_priorities, head_tags, head_tasks) as w (revision_id, priority, fair_tag, task_id)
    join execution.workflow_revision r on r.id = w.revision_id
    join execution.workflow f on f.id = r.workflow_id
    cross join lateral (
      select * from execution.ready_task q
      where q.revision_id = w.revision_id and (q.priority, q.fair_tag, q.task_id) > (coalesce(w.priority, -32768),
        coalesce(w.fair_tag, -9223372036854775808), coalesce(w.task_id, '00000000-0000-0000-0000-000000000000'))
      order by q.priority, q.fair_tag, q.task_id limit 1
    ) t
    where not exists (select from execution.provider p where p.id = f.provider_id and p.status = 'PAUSED')
      and (not held_retired[1] and held_providers[1] = f.provider_id
        or exists (select from execution.provider_slot s where s.provider_id = f.provider_id and s.task_id is null and not s.is_retired))
    order by t.priority, t.fair_tag, t.task_id limit 1;
    if not found then
      update execution.provider_slot x set task_id = null, lease_id = null, agent_id = null
      where x.provider_id = held_providers[1] and x.n = held_slots[1];
      return;
    end if;
    perform from execution.ready_task q
    where (q.revision_id, q.priority, q.fair_tag, q.task_id)
      = (next_task.revision_id, next_task.priority, next_task.fair_tag, next_task.task_id) for update skip locked;
    if found then
      if not held_retired[1] and held_providers[1] = next_task.provider_id then
        next_slot := held_slots[1];
      else
        select s.n into next_slot from execution.provider_slot s
        where s.provider_id = next_task.provider_id and s.task_id is null and not s.is_retired order by s.n limit 1 for update skip locked;
      end if;
      if next_slot is not null then
        delete from execution.ready_task q
        where (q.revision_id, q.priority, q.fair_tag, q.task_id)
          = (next_task.revision_id, next_task.priority, next_task.fair_tag, next_task.task_id);
        if held_slots[1] <> next_slot or held_providers[1] <> next_task.provider_id then
          update execution.provider_slot x set task_id = null, lease_id = null, agent_id = null
          where x.provider_id = held_providers[1] and x.n = held_slots[1];
        end if;
        update execution.provider_slot x
        set task_id = t.id, lease_id = live_leases[1], agent_id = live_agents[1], epoch = next_task.epoch + 1,
            ready_at = next_task.ready_at, started_at = at, lease_until = at + make_interval(secs => t.ttl_ms / 1000.0),
            hard_deadline = at + make_interval(secs => t.hard_cap_ms / 1000.0),
            progress = null, progress_sequence = 0, is_cancelled = false
        from execution.task t where t.id = next_task.task_id and x.provider_id = next_task.provider_id and x.n = next_slot;
        if exists (select from execution.fair_clock where virtual_time < next_task.fair_tag) then
          update execution.fair_clock set virtual_time = next_task.fair_tag
          where only_row in (select only_row from execution.fair_clock where virtual_time < next_task.fair_tag for update skip locked);
        end if;
        return query
        select null::text, live_leases[1], t.id, t.owner_id, t.tenant_id, t.run_id, t.role, t.provider_id, t.workflow_id, t.effect_type_id,
          t.variant, t.adapter, t.instance_type, t.budget_context, t.excerpt_start_ms, t.excerpt_duration_ms, t.work_units, t.strikes,
          t.priority, t.revision_id, t.fair_tag, t.correlation_id, t.queued_at, next_task.ready_at, next_task.epoch + 1, t.ttl_ms,
          t.hard_cap_ms, next_slot, i.parameters::text, i.example_descriptor::text, i.footage_descriptor::text, i.example_key,
          i.footage_key, i.traceparent
        from execution.task t join execution.task_input i on i.task_id = t.id where t.id = next_task.task_id;
        return;
      end if;
    end if;
    -- Somebody else is choosing right now: look again, past what is locked.
  end if;

  return query
  with held as (
    select * from unnest(held_providers, held_slots, held_retired) h (provider_id, n, is_retired)
  ), room as materialized (
    select provider_id, count(*) as free from (
      select provider_id from execution.provider_slot where task_id is null and not is_retired
      union all select provider_id from held where not is_retired
    ) s
    where not exists (select from execution.provider p where p.id = s.provider_id and p.status = 'PAUSED')
    group by provider_id
  ), waiting as materialized (
    select f.provider_id, t.*
    from unnest(revisions, head_priorities, head_tags, head_tasks) as w (revision_id, priority, fair_tag, task_id)
    join execution.workflow_revision r on r.id = w.revision_id
    join execution.workflow f on f.id = r.workflow_id
    join room on room.provider_id = f.provider_id
    cross join lateral (
      select * from execution.ready_task q
      where q.revision_id = w.revision_id and (q.priority, q.fair_tag, q.task_id) > (coalesce(w.priority, -32768),
        coalesce(w.fair_tag, -9223372036854775808), coalesce(w.task_id, '00000000-0000-0000-0000-000000000000'))
      order by q.priority, q.fair_tag, q.task_id
      limit least(cardinality(live_agents)::bigint, room.free) for update skip locked
    ) t
  ), demand as (
    select provider_id, count(*) - (select count(*) from held where held.provider_id = waiting.provider_id and not is_retired) as wanted
    from waiting group by provider_id
  ), slotted as (
    select provider_id, n, row_number() over (partition by provider_id order by is_free, n) as place
    from (
      select provider_id, n, false as is_free from held where not is_retired
      union all
      (select s.provider_id, s.n, true from demand cross join lateral (
        select provider_id, n from execution.provider_slot
        where provider_id = demand.provider_id and task_id is null and not is_retired
        order by n limit greatest(demand.wanted, 0) for update skip locked
      ) s where demand.wanted > 0)
    ) s
  ), chosen as (
    select p.*, s.n, row_number() over (order by p.priority, p.fair_tag, p.task_id) as seat
    from (select *, row_number() over (partition by provider_id order by priority, fair_tag, task_id) as place from waiting) p
    join slotted s using (provider_id, place)
  ), seated as materialized (
    select c.*, l.agent_id, l.lease_id, t.ttl_ms, t.hard_cap_ms, t.owner_id, t.tenant_id, t.run_id, t.role, t.workflow_id,
      t.effect_type_id, t.variant, t.adapter, t.instance_type, t.budget_context, t.excerpt_start_ms, t.excerpt_duration_ms,
      t.work_units, t.strikes, t.correlation_id, t.queued_at
    from chosen c
    join unnest(live_agents, live_leases) with ordinality as l (agent_id, lease_id, seat) on l.seat = c.seat
    join execution.task t on t.id = c.task_id
  ), taken as (
    delete from execution.ready_task q using seated s
    where (q.revision_id, q.priority, q.fair_tag, q.task_id) = (s.revision_id, s.priority, s.fair_tag, s.task_id)
  ), passed as (
    update execution.provider_slot x
    set task_id = s.task_id, lease_id = s.lease_id, agent_id = s.agent_id, epoch = s.epoch + 1, ready_at = s.ready_at,
        started_at = at, lease_until = at + make_interval(secs => s.ttl_ms / 1000.0),
        hard_deadline = at + make_interval(secs => s.hard_cap_ms / 1000.0),
        progress = null, progress_sequence = 0, is_cancelled = false
    from (
      select coalesce(h.provider_id, l.provider_id) as provider_id, coalesce(h.n, l.n) as n, l.task_id, l.lease_id, l.agent_id, l.epoch,
        l.ready_at, l.ttl_ms, l.hard_cap_ms
      from held h full join seated l on l.provider_id = h.provider_id and l.n = h.n
    ) s where x.provider_id = s.provider_id and x.n = s.n
  ), clocked as (
    -- Skips a clock that another process moves: the next lease moves it further.
    update execution.fair_clock set virtual_time = (select max(fair_tag) from seated)
    where only_row in (
      select only_row from execution.fair_clock where virtual_time < (select max(fair_tag) from seated) for update skip locked
    )
  )
  select null::text, t.lease_id, t.task_id, t.owner_id, t.tenant_id, t.run_id, t.role, t.provider_id, t.workflow_id, t.effect_type_id, t.variant,
    t.adapter, t.instance_type, t.budget_context, t.excerpt_start_ms, t.excerpt_duration_ms, t.work_units, t.strikes, t.priority,
    t.revision_id, t.fair_tag, t.correlation_id, t.queued_at, t.ready_at, t.epoch + 1, t.ttl_ms, t.hard_cap_ms, t.n,
    i.parameters::text, i.example_descriptor::text, i.footage_descriptor::text, i.example_key, i.footage_key, i.traceparent
  from seated t join execution.task_input i on i.task_id = t.task_id
  order by t.seat;
end $$;
revoke execute on function execution.take_turn from public;
`,
};
