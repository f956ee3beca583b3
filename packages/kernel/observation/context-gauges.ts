import { type ContextServices, callContext, overseerCaller, systemCaller } from '../context.ts';
import { type Statement, sql } from '../database/statement.ts';
import type { GaugeReading, GaugeSource } from './gauges.ts';

/** A gauge that a context declares of itself, read by one statement as the platform. */
export interface ContextGauge {
  name: string;
  help: string;
  /** Answers rows with `value` and the labels as further columns. $1 is the studio's time. */
  statement: Statement;
  /** Tables, with their schema, whose rows of every tenant it counts; absent: it is read within the first tenant. */
  acrossTenantsIn?: readonly string[];
}

interface JobRow {
  state: 'waiting' | 'running';
  count: number;
  oldest: number;
}

/** $1 now. */
const jobsOf = (context: string): Statement =>
  sql(
    `kernel-gauge-jobs-${context}`,
    `select 'waiting' as state, count(*)::int as count,
       coalesce(extract(epoch from $1::timestamptz - min(due_at)), 0)::float8 as oldest
     from ${context}.job where state = 0 and due_at <= $1
     union all
     select 'running', count(*)::int, coalesce(extract(epoch from $1::timestamptz - min(due_at)), 0)::float8
     from ${context}.job where state = 1`,
  );

/** A context sees its own letters only. */
const LETTERS = sql(
  'kernel-gauge-dead-letters',
  `select state, count(*)::int as count from bus.dead_letter
   where state in ('dead', 'parked', 'quarantined', 'replaying') group by state`,
);

/** What every context has: its pool in each process, and where work is done its jobs, dead letters and own gauges. */
export function contextGauges(
  services: ContextServices,
  own: readonly ContextGauge[],
  { withWorkers }: { withWorkers: boolean },
): GaugeSource {
  const { context, db, clock } = services;
  const jobs = jobsOf(context);
  return async () => {
    const readings: GaugeReading[] = poolReadings(services);
    if (!withWorkers) return readings;
    const call = callContext(services, { caller: systemCaller() });
    const now = clock.now();
    for (const { state, count, oldest } of await db.read<JobRow>(call, jobs, [now])) {
      const labels = { context, state };
      readings.push(
        { name: 'studio_jobs', help: 'Background jobs that are due or run.', labels, value: count },
        {
          name: 'studio_jobs_oldest_seconds',
          help: 'How long the oldest such job has been due.',
          labels,
          value: Math.max(0, oldest),
        },
      );
    }
    const letters = new Map(
      (await db.read<{ state: string; count: number }>(call, LETTERS)).map((row) => [row.state, row.count]),
    );
    for (const state of ['dead', 'parked', 'quarantined', 'replaying']) {
      const value = letters.get(state) ?? 0;
      readings.push({
        name: 'studio_dead_letters',
        help: 'Open dead letters.',
        labels: { context, state },
        value,
      });
    }
    const overseer = callContext(services, { caller: overseerCaller() });
    for (const { name, help, statement, acrossTenantsIn } of own) {
      const values = statement.text.includes('$1') ? [now] : [];
      for (const { value, ...labels } of await db.read<{ value: number } & Record<string, string>>(
        acrossTenantsIn ? overseer : call,
        statement,
        values,
      )) {
        readings.push({ name, help, labels: labels as Record<string, string>, value: Number(value) });
      }
    }
    return readings;
  };
}

function poolReadings({ context, db }: ContextServices): GaugeReading[] {
  const { totalCount, idleCount, waitingCount } = db.pool;
  const help = 'Connections of a context’s pool, and who waits for one.';
  const states = { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  return [
    ...Object.entries(states).map(([state, value]) => ({
      name: 'studio_pool_connections',
      help,
      labels: { context, state },
      value,
    })),
    {
      name: 'studio_pool_limit',
      help: 'Most connections of a context’s pool.',
      labels: { context },
      value: db.pool.options.max,
    },
  ];
}
