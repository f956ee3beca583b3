import { BATCH, PLACE } from '@effect-studio/kernel/bus/relay-statements';
import { REDIS_KEYS } from '@effect-studio/kernel/process/redis';
import type { TestStudio } from './test-studio.ts';

/**
 * Puts everything written so far into the event log and rings its bell, as the relay would.
 * @param context any mounted context, whose Redis connection is used
 * @returns the log's last position
 */
export async function logWrittenEvents(studio: TestStudio, context: string): Promise<bigint> {
  const place = { text: PLACE, values: [studio.clock.now()] };
  while ((await studio.ownerPool.query(place)).rowCount === BATCH);
  const { rows } = await studio.ownerPool.query<{ last: string }>(
    'select coalesce(max(last_position), 0) as last from bus.event_position',
  );
  const last = rows[0]!.last;
  await studio.call(context).redis.publish(REDIS_KEYS.logBell, last);
  return BigInt(last);
}
