import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { OffsetClock } from '../clock.ts';
import { StudioError } from '../errors.ts';
import { REDIS_KEYS } from './redis.ts';

const POLL_MS = 2_000;

export interface ClockSyncOptions {
  clock: OffsetClock;
  pool: () => Pool;
  openSubscriber: () => Redis;
  mode: 'embedded' | 'production';
  log: Logger;
}

/**
 * Keeps a process's clock at the offset that lies in PostgreSQL: read once, again when a bell
 * rings over Redis, and now and then in case that was lost. A process in production mode listens to nobody, and does not start where the clock was moved.
 * @returns how to stop
 * @throws StudioError `TEST_CLOCK_MOVED` in production mode over a database whose time is not the real one
 */
export async function followTestClock(options: ClockSyncOptions): Promise<() => void> {
  const { clock, pool, mode, log } = options;
  const read = async (): Promise<number> => {
    const { rows } = await pool().query<{ offset_ms: string }>('select offset_ms from bus.clock');
    return Number(rows[0]?.offset_ms ?? 0);
  };
  const offsetMs = await read();
  if (mode === 'production') {
    if (offsetMs === 0) return () => undefined;
    throw new StudioError(
      'TEST_CLOCK_MOVED',
      `The test clock of this database was moved ahead by ${offsetMs} ms, so what lies in it is dated in the future. ` +
        'Production keeps real time: give it a database whose clock was never moved, or run with STUDIO_MODE=embedded.',
    );
  }
  clock.moveTo(offsetMs);
  const follow = (): void => {
    read().then(
      (ms) => clock.moveTo(ms),
      (error: unknown) => log.debug({ err: error }, 'the test clock could not be read'),
    );
  };
  const subscriber = options.openSubscriber();
  // A bell and no more: channels are shared by everybody on a Redis server, whatever their database there.
  subscriber.on('message', (channel: string) => {
    if (channel === REDIS_KEYS.clock) follow();
  });
  await subscriber.subscribe(REDIS_KEYS.clock);
  const timer = setInterval(follow, POLL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    subscriber.disconnect();
  };
}
