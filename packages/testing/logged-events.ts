import { REDIS_KEYS } from '@effect-studio/kernel/redis';
import type { TestStudio } from './test-studio.ts';

/** As the relay does it; the outbox keeps its rows, so that `written` still sees them. */
const COPY = `
insert into bus.event_log (position, event_id, type, aggregate_id, correlation_id, body, logged_at)
select coalesce((select max(position) from bus.event_log), 0) + row_number() over (order by o.id),
       o.event_id, o.type, o.aggregate_id, (o.body ->> 'correlationId')::uuid, o.body, o.occurred_at
from bus.outbox o where not exists (select 1 from bus.event_log l where l.event_id = o.event_id)`;

/**
 * Puts everything written so far into the event log and rings its bell, as the relay would.
 * @param context any mounted context, whose Redis connection is used
 * @returns the log's last position
 */
export async function logWrittenEvents(studio: TestStudio, context: string): Promise<bigint> {
  await studio.ownerPool.query(COPY);
  const { rows } = await studio.ownerPool.query<{ last: string }>(
    'select coalesce(max(position), 0) as last from bus.event_log',
  );
  const last = rows[0]!.last;
  await studio.call(context).redis.publish(REDIS_KEYS.logBell, last);
  return BigInt(last);
}
