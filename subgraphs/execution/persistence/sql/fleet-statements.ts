import { sql } from '@effect-studio/kernel/database';

/** $1 name, $2 template jsonb, $3 least and $4 most agents, $5 of one and $6 of all nano-USD per hour, $7 whether it is scaled, $8 studio time. What an admin wanted stays, within the bounds. */
export const UPSERT_FLEET = sql(
  'execution-upsert-fleet',
  `insert into execution.fleet (name, template, min_agents, max_agents, nano_usd_per_hour, budget_nano_usd_per_hour, is_scaled,
     wanted_agents, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $3, $8, $8)
   on conflict (name) do update set template = $2, min_agents = $3, max_agents = $4, nano_usd_per_hour = $5,
     budget_nano_usd_per_hour = $6, is_scaled = $7, removed_at = null, updated_at = $8,
     wanted_agents = least(greatest(execution.fleet.wanted_agents, $3), $4)`,
);

/** $1 text[] fleets that the document has, $2 studio time. */
export const REMOVE_FLEETS = sql(
  'execution-remove-fleets',
  'update execution.fleet set removed_at = $2, updated_at = $2 where removed_at is null and name <> all($1::text[])',
);

/** $1 text[] workflows, $2 text[] fleets, pair by pair. */
export const REPLACE_ASSIGNMENTS = sql(
  'execution-replace-assignments',
  `with wanted as (select distinct * from unnest($1::text[], $2::text[]) as w (workflow_id, fleet)), gone as (
     delete from execution.fleet_assignment a where not exists (
       select 1 from wanted w where w.workflow_id = a.workflow_id and w.fleet = a.fleet))
   insert into execution.fleet_assignment (workflow_id, fleet) select workflow_id, fleet from wanted on conflict do nothing`,
);

/** $1 studio time. With the adjustments that hold now, and the machines that are online. */
export const READ_FLEETS = sql(
  'execution-read-fleets',
  `select f.name, f.template, f.min_agents as "minAgents", f.max_agents as "maxAgents", f.nano_usd_per_hour as "nanoUsdPerHour",
     f.budget_nano_usd_per_hour as "budgetNanoUsdPerHour", f.is_scaled as "isScaled", f.wanted_agents as "wantedAgents",
     f.removed_at as "removedAt",
     array(select delta from execution.fleet_adjustment a where a.fleet = f.name and a.reverted_at is null and a.expires_at > $1
       order by a.created_at) as deltas,
     (select count(*)::int from execution.agent g where g.fleet = f.name and g.status = 'ONLINE') as "onlineAgents"
   from execution.fleet f order by f.name`,
);

/** $1 fleet, $2 agents, $3 studio time. Zero rows: there is no such fleet. */
export const SET_WANTED_AGENTS = sql(
  'execution-set-wanted-agents',
  'update execution.fleet set wanted_agents = $2, updated_at = $3 where name = $1 and removed_at is null returning name',
);

/** $1 action, $2 fleet, $3 delta, $4 expires at, $5 studio time. Zero rows: it is kept already, or there is no such fleet. */
export const INSERT_ADJUSTMENT = sql(
  'execution-insert-adjustment',
  `insert into execution.fleet_adjustment (action_id, fleet, delta, expires_at, created_at)
   select $1, name, $3, $4, $5 from execution.fleet where name = $2 on conflict do nothing returning fleet, delta`,
);

/** $1 action, $2 studio time. Zero rows: it holds no more. */
export const REVERT_ADJUSTMENT = sql(
  'execution-revert-adjustment',
  'update execution.fleet_adjustment set reverted_at = $2 where action_id = $1 and reverted_at is null returning fleet, delta',
);

/** Whoever scales holds it until its transaction ends; zero rows: somebody else does. */
export const TRY_SCALING_LOCK = sql(
  'execution-try-scaling-lock',
  `select 1 as held where pg_try_advisory_xact_lock(hashtextextended('execution.fleet-scaling', 0))`,
);

/** $1 fleet, $2 kind, $3 agents, $4 name of the machine, $5 admin, $6 studio time. */
export const INSERT_FLEET_EVENT = sql(
  'execution-insert-fleet-event',
  'insert into execution.fleet_event (fleet, kind, agents, agent_name, caused_by, at) values ($1, $2, $3, $4, $5, $6)',
);

/** $1 fleet or null for all, $2 most. Newest first. */
export const READ_FLEET_EVENTS = sql(
  'execution-read-fleet-events',
  `select id::text, fleet, kind, agents, agent_name as "agentName", caused_by as "causedById", at
   from execution.fleet_event where $1::text is null or fleet = $1 order by id desc limit $2`,
);
