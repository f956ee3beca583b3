import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const fleetEvents: Migration = {
  id: '0012-fleet-events',
  sql: `
-- What happened to the size of fleets, oldest first by id; for people who want to know why it is what it is.
create table execution.fleet_event (
  id bigint generated always as identity primary key,
  fleet text not null,
  kind text not null check (kind in ('SIZE_SET', 'ENGINE_ADDED', 'ENGINE_REVERTED', 'AGENT_STARTED', 'AGENT_DRAINED')),
  -- Agents that it is to have (SIZE_SET), or that were added or taken away.
  agents int not null,
  -- Name of the machine that was started or drained.
  agent_name text,
  -- The admin who set the size; null: the studio.
  caused_by uuid,
  at timestamptz not null
);
create index fleet_event_by_fleet on execution.fleet_event (fleet, id desc);
create index fleet_event_by_age on execution.fleet_event (at);
`,
};
