import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { OffsetClock } from './clock.ts';
import { REDIS_KEYS } from './redis.ts';

const POLL_MS = 2_000;

/**
 * Keeps a process's clock at the offset that lies in PostgreSQL: read once, pushed over Redis, polled in
 * case a push was lost. In production the offset is zero and stays so.
 * @returns how to stop
 */
export async function followTestClock(
  clock: OffsetClock,
  pool: () => Pool,
  subscriber: Redis,
  log: Logger,
): Promise<() => void> {
  const read = async (): Promise<void> => {
    const { rows } = await pool().query<{ offset_ms: string }>('select offset_ms from bus.clock');
    clock.moveTo(Number(rows[0]?.offset_ms ?? 0));
  };
  await read();
  subscriber.on('message', (channel: string, message: string) => {
    if (channel === REDIS_KEYS.clock) clock.moveTo(Number(message));
  });
  await subscriber.subscribe(REDIS_KEYS.clock);
  const timer = setInterval(() => {
    read().catch((error: unknown) => log.debug({ err: error }, 'the test clock could not be read'));
  }, POLL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    subscriber.disconnect();
  };
}
