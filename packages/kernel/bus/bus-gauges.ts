import type { Pool } from 'pg';
import type { Clock } from '../clock.ts';
import type { GaugeSource } from '../observation/gauges.ts';

/** $1 now. */
const OUTBOX = `select coalesce(sum(q.events), 0)::int as waiting,
    coalesce(extract(epoch from $1::timestamptz - min(o.told_at)), 0)::float8 as oldest
  from bus.outbox_queue q join bus.outbox o on o.id = q.outbox_id`;
const GROUPS = `select g.name, greatest(0, (select coalesce(max(last_position), 0) from bus.event_position) - g.settled_position)::float8 as lag
  from bus.consumer_group g where g.retired_at is null`;

/** How far the relay is behind the writers, and each group behind the relay. */
export function busGauges(pool: () => Pool, clock: Clock): GaugeSource {
  return async () => {
    const outbox = await pool().query<{ waiting: number; oldest: number }>(OUTBOX, [clock.now()]);
    const groups = await pool().query<{ name: string; lag: number }>(GROUPS);
    const { waiting, oldest } = outbox.rows[0]!;
    return [
      { name: 'studio_outbox_events', help: 'Events without a position.', labels: {}, value: waiting },
      {
        name: 'studio_outbox_oldest_seconds',
        help: 'Age of the oldest event without a position.',
        labels: {},
        value: Math.max(0, oldest),
      },
      ...groups.rows.map(({ name, lag }) => ({
        name: 'studio_group_lag_events',
        help: 'Events of the log that a group has not settled.',
        labels: { group: name },
        value: lag,
      })),
    ];
  };
}
