import { sql } from '@effect-studio/kernel/database';
import type { ContextGauge } from '@effect-studio/kernel/observation/context-gauges';

const OPEN = `state not in ('PUBLISHED', 'COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED', 'EXPIRED')`;

const acrossTenantsIn = ['orchestrator.run'];

/** Runs of every tenant that are under way, by where they are. $1 now. */
export const GAUGES: readonly ContextGauge[] = [
  {
    name: 'studio_runs_open',
    help: 'Runs that have not ended, by state.',
    acrossTenantsIn,
    statement: sql(
      'orchestrator-gauge-open',
      `select lower(state) as state, count(*)::float8 as value from orchestrator.run where ${OPEN} group by 1`,
    ),
  },
  {
    name: 'studio_runs_oldest_seconds',
    help: 'How long the run that stands longest in a state has stood there.',
    acrossTenantsIn,
    statement: sql(
      'orchestrator-gauge-oldest',
      `select lower(state) as state, extract(epoch from $1::timestamptz - min(state_changed_at))::float8 as value
       from orchestrator.run where ${OPEN} group by 1`,
    ),
  },
];
