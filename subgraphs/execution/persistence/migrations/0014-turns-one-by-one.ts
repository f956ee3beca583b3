import { auditTrigger } from '@effect-studio/kernel/migrations/audit-trigger';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Up to so many results are written one by one; beyond, it pays to set up a statement for all of them. */
const FEW = 12;

/** A turn of a desk does one simple thing after another; what is told of a task with each of its leases is kept as it is told. */
export const turnsOneByOne: Migration = {
  id: '0014-turns-one-by-one',
  sql: `
-- Found by one number, which is also the order in which slots are locked.
alter table execution.provider_slot add column id int generated always as identity;
create unique index provider_slot_by_id on execution.provider_slot (id);

-- A task is written once more, when it ends: there is room for that beside it, so that no index has to be told.
alter table execution.task set (fillfactor = 50);

-- What a lease of it needs besides; the task itself is not looked at.
alter table execution.ready_task
  add column strikes smallint not null default 0,
  add column ttl_ms int,
  add column hard_cap_ms int;
update execution.ready_task q set strikes = t.strikes, ttl_ms = t.ttl_ms, hard_cap_ms = t.hard_cap_ms
from execution.task t where t.id = q.task_id;
alter table execution.ready_task alter column ttl_ms set not null, alter column hard_cap_ms set not null;

-- JSON as text: it is passed on as it came.
alter table execution.task_input
  alter column parameters type json using parameters::text::json,
  alter column example_descriptor type json using example_descriptor::text::json,
  alter column footage_descriptor type json using footage_descriptor::text::json,
  -- What a desk knows of a task while it is leased, as JSON (TaskBrief). Null: the task had ended when this column was made.
  add column brief text;
update execution.task_input i set brief = json_build_object('id', t.id, 'ownerId', t.owner_id, 'tenantId', t.tenant_id, 'runId', t.run_id,
  'role', t.role, 'providerId', t.provider_id, 'workflowId', t.workflow_id, 'effectTypeId', t.effect_type_id, 'variant', t.variant,
  'adapter', t.adapter, 'instanceType', t.instance_type, 'budgetContext', t.budget_context,
  'excerpt', case when t.excerpt_duration_ms is not null
    then json_build_object('startMs', coalesce(t.excerpt_start_ms, 0), 'durationMs', t.excerpt_duration_ms) end,
  'workUnits', t.work_units, 'correlationId', t.correlation_id, 'queuedAt', to_char(t.queued_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'revisionId', t.revision_id, 'priority', t.priority, 'fairTag', t.fair_tag::text, 'exampleKey', i.example_key,
  'footageKey', i.footage_key, 'traceparent', i.traceparent)::text
from execution.task t where t.id = i.task_id and t.state = 0;

-- A turn gives leases and ends them, which no admin does: it writes without a look at the audit trail. What an admin's mutation
-- can change is noted as before: tasks that it adds or moves (which sets their strikes), slots that it adds or takes out of service.
drop trigger if exists audit_change on execution.attempt;
drop trigger if exists audit_change on execution.ready_task;
drop trigger if exists audit_change on execution.provider_slot;
drop trigger if exists audit_change on execution.task;
${auditTrigger('execution.attempt', ['lease_id'], 'update or delete')}
${auditTrigger('execution.ready_task', ['revision_id', 'priority', 'fair_tag', 'task_id'], 'update')}
${auditTrigger('execution.provider_slot', ['provider_id', 'n'], 'insert or delete or update of provider_id, n, is_retired')}
${auditTrigger('execution.task', ['id'], 'insert or delete or update of owner_id, tenant_id, run_id, revision_id, priority, fair_tag, strikes')}

drop function execution.take_turn;
-- As the owner: policies would be looked up for every table of every turn, and say yes to all of it, since only the platform may call it.
-- One simple statement after another: one of many parts costs more to set up than all that it does for a few.
create function execution.take_turn(
  at timestamptz,
  -- Results, one element per lease, in the order of their slots; lists that nobody has anything for may be null.
  given_slots int[], given_leases uuid[], given_busy_ms float8[], given_outputs text[], given_sha256s text[], given_bytes bigint[],
  given_startup_ms float8[], given_throttled_counts int[], given_throttled_ms float8[], given_keys uuid[],
  -- Their events, one row of the outbox per lease.
  told_aggregates text[], told_traces uuid[], told_types text[], told_bodies text,
  -- Revisions, where among the providers that of each stands, and the place in the queue of each after which to look; null: from its start.
  revisions int[], revision_providers int[], providers text[], head_priorities smallint[], head_tags bigint[], head_tasks uuid[],
  -- Seats.
  seat_agents uuid[], seat_sessions uuid[], seat_leases uuid[]
) returns text language plpgsql security definer
-- Few rows are no reason to read them all: the tables are small today. Plans are made once.
set search_path = '' set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  given int := cardinality(given_leases);
  -- Results whose lease does not live any more.
  dead int[] := '{}';
  -- Slots of the others that can be given again, in their order, and their providers; null: passed on.
  held_slots int[] := '{}';
  held_providers text[] := '{}';
  first_held int := 1;
  held record;
  settled int[];
  -- Places of the seats whose agents may have work.
  seats int[];
  wanted int := 0;
  -- Per provider, how many leases it has room for.
  rooms int[] := '{}';
  room int;
  best int;
  -- What was found in the queue, in its order, and what of it is given, in which slots.
  waiting record;
  slot int;
  provider text;
  full_providers text[] := '{}';
  taken tid[] := '{}';
  given_to int[] := '{}';
  freed int[] := '{}';
  last_tag bigint;
  leases text;
begin
  if current_setting('app.actor', true) is distinct from 'system' then
    raise exception 'only the platform takes turns' using errcode = 'insufficient_privilege';
  end if;

  if given <= ${FEW} then
    for r in 1 .. given loop
      insert into execution.attempt (lease_id, task_id, provider_id, slot_n, epoch, agent_id, ready_at, started_at, ended_at, outcome,
        busy_ms, is_late, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, completion_key)
      select s.lease_id, s.task_id, s.provider_id, s.n, s.epoch, s.agent_id, s.ready_at, s.started_at, at, 'succeeded',
        given_busy_ms[r], false, given_outputs[r], given_sha256s[r], given_bytes[r], given_startup_ms[r], given_throttled_counts[r],
        given_throttled_ms[r], given_keys[r]
      from execution.provider_slot s where s.id = given_slots[r] and s.lease_id = given_leases[r] and not s.is_cancelled for update
      returning provider_id, task_id, epoch, (select s.is_retired from execution.provider_slot s where s.id = given_slots[r]) into held;
      if found then
        update execution.task t set state = 2, epoch = held.epoch, busy_ms = given_busy_ms[r], ended_at = at, updated_at = at
        where t.id = held.task_id;
        if held.is_retired then
          freed := array_append(freed, given_slots[r]);
        else
          held_slots := array_append(held_slots, given_slots[r]);
          held_providers := array_append(held_providers, held.provider_id);
        end if;
      else
        dead := array_append(dead, r);
      end if;
    end loop;
  else
    with held as materialized (
      select r, s.task_id, s.provider_id, s.n, s.epoch, s.agent_id, s.ready_at, s.started_at, s.is_retired
      from generate_series(1, given) r
      join execution.provider_slot s on s.id = given_slots[r] and s.lease_id = given_leases[r] and not s.is_cancelled for update of s
    ), ended as (
      insert into execution.attempt (lease_id, task_id, provider_id, slot_n, epoch, agent_id, ready_at, started_at, ended_at, outcome,
        busy_ms, is_late, output_key, output_sha256, output_bytes, startup_ms, throttled_count, throttled_ms, completion_key)
      select given_leases[r], task_id, provider_id, n, epoch, agent_id, ready_at, started_at, at, 'succeeded', given_busy_ms[r], false,
        given_outputs[r], given_sha256s[r], given_bytes[r], given_startup_ms[r], given_throttled_counts[r], given_throttled_ms[r],
        given_keys[r] from held
    ), moved as (
      update execution.task t set state = 2, epoch = h.epoch, busy_ms = given_busy_ms[r], ended_at = at, updated_at = at
      from held h where t.id = h.task_id
    )
    select coalesce(array_agg(given_slots[r]) filter (where not is_retired), '{}'),
      coalesce(array_agg(provider_id) filter (where not is_retired), '{}'),
      coalesce(array_agg(given_slots[r]) filter (where is_retired), '{}'),
      array_agg(r) into held_slots, held_providers, freed, settled from held;
    if coalesce(cardinality(settled), 0) < given then
      dead := array(select r from generate_series(1, given) r where r <> all(coalesce(settled, '{}')));
    end if;
  end if;

  if cardinality(dead) = 0 and given > 0 then
    perform bus.emit(told_aggregates, told_traces, told_types, told_bodies, at);
  elsif cardinality(dead) < given then
    perform bus.emit(array_agg(e.aggregate_id), array_agg(e.correlation_id), array_agg(e.types), string_agg(e.bodies, chr(29)), at)
    from (
      select e.* from rows from (unnest(told_aggregates), unnest(told_traces), unnest(told_types), string_to_table(told_bodies, chr(29)))
        with ordinality as e (aggregate_id, correlation_id, types, bodies, place)
      where e.place <> all(dead) order by e.place
    ) e;
  end if;

  if cardinality(seat_agents) = 1 then
    if exists (select from execution.agent g where g.id = seat_agents[1] and g.session_id = seat_sessions[1] and g.status = 'ONLINE'
      and g.cordoned_at is null and g.trust <> 'QUARANTINED') then seats := '{1}'; end if;
  elsif cardinality(seat_agents) > 1 then
    select array_agg(place order by place) into seats from generate_series(1, cardinality(seat_agents)) place
    join execution.agent g on g.id = seat_agents[place] and g.session_id = seat_sessions[place] and g.status = 'ONLINE'
      and g.cordoned_at is null and g.trust <> 'QUARANTINED';
  end if;

  if seats is not null then
    wanted := cardinality(seats);
    for p in 1 .. cardinality(providers) loop
      room := 0;
      -- Nothing of the queue is locked for a provider that is paused or has no slot left.
      if exists (select from execution.provider o where o.id = providers[p] and o.status <> 'PAUSED') then
        room := least(wanted, cardinality(array_positions(held_providers, providers[p])));
        if room < wanted then
          room := room + (select count(*) from (select from execution.provider_slot s
            where s.provider_id = providers[p] and s.task_id is null and not s.is_retired limit wanted - room) s);
        end if;
      end if;
      rooms := array_append(rooms, room);
    end loop;
  end if;

  if 0 < any(rooms) then
    if wanted = 1 and cardinality(revisions) > 1 then
      -- For one task, one place is locked: that of the revision whose turn it is.
      select r into best from generate_series(1, cardinality(revisions)) r cross join lateral (
        select q.priority, q.fair_tag, q.task_id from execution.ready_task q
        where q.revision_id = revisions[r] and (q.priority, q.fair_tag, q.task_id) > (coalesce(head_priorities[r], -32768),
          coalesce(head_tags[r], -9223372036854775808), coalesce(head_tasks[r], '00000000-0000-0000-0000-000000000000'))
        order by q.priority, q.fair_tag, q.task_id limit rooms[revision_providers[r]]
      ) q order by q.priority, q.fair_tag, q.task_id limit 1;
    end if;
    loop
      select array_agg(q.place) as places, array_agg(r) as revisions, array_agg(q.fair_tag) as tags into waiting from (
        select r, q.* from generate_series(1, cardinality(revisions)) r cross join lateral (
          select q.ctid as place, q.priority, q.fair_tag, q.task_id from execution.ready_task q
          where q.revision_id = revisions[r] and (q.priority, q.fair_tag, q.task_id) > (coalesce(head_priorities[r], -32768),
            coalesce(head_tags[r], -9223372036854775808), coalesce(head_tasks[r], '00000000-0000-0000-0000-000000000000'))
          order by q.priority, q.fair_tag, q.task_id
          limit case when r = coalesce(best, r) then rooms[revision_providers[r]] else 0 end for update skip locked
        ) q order by q.priority, q.fair_tag, q.task_id
      ) q;
      exit when waiting.places is not null or best is null;
      -- None, though there was one: somebody else is choosing right now. Look again, past what is locked.
      best := null;
    end loop;

    for t in 1 .. coalesce(cardinality(waiting.places), 0) loop
      exit when cardinality(taken) = wanted;
      provider := providers[revision_providers[waiting.revisions[t]]];
      slot := null;
      -- First what has just become free: it is locked already, and written once.
      for h in first_held .. cardinality(held_slots) loop
        if held_providers[h] = provider then
          slot := held_slots[h];
          held_providers[h] := null;
          if h = first_held then first_held := h + 1; end if;
          exit;
        end if;
      end loop;
      if slot is null then
        continue when provider = any(full_providers);
        select s.id into slot from execution.provider_slot s
        where s.provider_id = provider and s.task_id is null and not s.is_retired and s.id <> all(given_to)
        order by s.n limit 1 for update skip locked;
        if slot is null then
          full_providers := array_append(full_providers, provider);
          continue;
        end if;
      end if;
      taken := array_append(taken, waiting.places[t]);
      given_to := array_append(given_to, slot);
      last_tag := greatest(last_tag, waiting.tags[t]);
    end loop;
  end if;

  if cardinality(taken) > 0 then
    with gone as (
      delete from execution.ready_task q using unnest(taken, given_to) with ordinality as one (place, slot, g)
      where q.ctid = one.place
      returning seats[one.g] as seat, one.slot, q.task_id, q.epoch + 1 as epoch, q.ready_at, q.strikes, q.ttl_ms, q.hard_cap_ms
    ), passed as (
      update execution.provider_slot x
      set task_id = o.task_id, lease_id = seat_leases[o.seat], agent_id = seat_agents[o.seat], epoch = o.epoch, ready_at = o.ready_at,
          started_at = at, lease_until = at + make_interval(secs => o.ttl_ms / 1000.0),
          hard_deadline = at + make_interval(secs => o.hard_cap_ms / 1000.0),
          progress = null, progress_sequence = 0, is_cancelled = false
      from gone o left join execution.task_input i on i.task_id = o.task_id
      where x.id = o.slot
      returning o.*, i.brief, i.parameters, i.example_descriptor, i.footage_descriptor
    )
    select string_agg(concat_ws(chr(31), p.seat, p.slot, p.epoch, date_part('epoch', p.ready_at), p.strikes, p.ttl_ms, p.hard_cap_ms,
      p.brief, p.parameters, p.example_descriptor, p.footage_descriptor), chr(30)) into leases from passed p;
    if exists (select from execution.fair_clock where only_row and virtual_time < last_tag) then
      -- Skips a clock that another process moves: the next lease moves it further.
      update execution.fair_clock set virtual_time = last_tag
      where only_row in (select only_row from execution.fair_clock where only_row and virtual_time < last_tag for update skip locked);
    end if;
  end if;

  for h in first_held .. cardinality(held_slots) loop
    if held_providers[h] is not null then freed := array_append(freed, held_slots[h]); end if;
  end loop;
  if cardinality(freed) > 0 then
    update execution.provider_slot x set task_id = null, lease_id = null, agent_id = null where x.id = any(freed);
  end if;
  return array_to_string(dead, ',') || chr(30) || coalesce(leases, '');
end $$;
revoke execute on function execution.take_turn from public;
`,
};
