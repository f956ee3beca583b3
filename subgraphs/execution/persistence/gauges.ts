import { sql } from '@effect-studio/kernel/database';
import type { ContextGauge } from '@effect-studio/kernel/observation/context-gauges';

/** How much waits for machines, and how the leases that are out stand. $1 now. */
export const GAUGES: readonly ContextGauge[] = [
  {
    name: 'studio_tasks_waiting',
    help: 'Tasks that no agent has.',
    statement: sql('execution-gauge-waiting', 'select count(*)::float8 as value from execution.ready_task'),
  },
  {
    name: 'studio_tasks_oldest_seconds',
    help: 'How long the oldest of them has waited.',
    statement: sql(
      'execution-gauge-oldest',
      'select coalesce(extract(epoch from $1::timestamptz - min(ready_at)), 0)::float8 as value from execution.ready_task',
    ),
  },
  {
    name: 'studio_leases',
    help: 'Leases that agents hold; overdue ones have passed their end and wait for the sweep.',
    statement: sql(
      'execution-gauge-leases',
      `select state, count(s.lease_id)::float8 as value from unnest(array['live', 'overdue']) state
       left join execution.provider_slot s on s.lease_id is not null and (s.lease_until < $1) = (state = 'overdue')
       group by state`,
    ),
  },
  {
    name: 'studio_leases_oldest_seconds',
    help: 'Age of the oldest lease.',
    statement: sql(
      'execution-gauge-oldest-lease',
      `select coalesce(extract(epoch from $1::timestamptz - min(started_at)), 0)::float8 as value
       from execution.provider_slot where lease_id is not null`,
    ),
  },
  {
    name: 'studio_agents',
    help: 'Agents by status.',
    statement: sql(
      'execution-gauge-agents',
      'select lower(status) as status, count(*)::float8 as value from execution.agent group by 1',
    ),
  },
];
