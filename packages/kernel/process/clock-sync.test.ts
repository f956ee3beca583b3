import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OffsetClock } from '../clock.ts';
import { followTestClock } from './clock-sync.ts';
import { REDIS_KEYS } from './redis.ts';

let storedMs: number;
let readCount: number;
let bells: EventEmitter;
let clock: OffsetClock;

beforeEach(() => {
  vi.useFakeTimers();
  storedMs = 0;
  readCount = 0;
  bells = new EventEmitter();
  clock = new OffsetClock();
});
afterEach(() => {
  vi.useRealTimers();
});

function follow(mode: 'embedded' | 'production'): Promise<() => void> {
  const query = async () => {
    readCount += 1;
    return { rows: [{ offset_ms: String(storedMs) }] };
  };
  const subscriber = Object.assign(bells, { subscribe: async () => 1, disconnect: () => undefined });
  return followTestClock({
    clock,
    pool: () => ({ query }) as unknown as Pool,
    openSubscriber: () => subscriber as unknown as Redis,
    mode,
    log: pino({ level: 'silent' }),
  });
}

describe('an embedded process', () => {
  it('reads what PostgreSQL holds when the bell rings, whatever the bell says', async () => {
    const stop = await follow('embedded');
    storedMs = 5_000;
    bells.emit('message', REDIS_KEYS.clock, '86400000');
    await vi.advanceTimersByTimeAsync(0);
    expect(clock.offsetMs).toBe(5_000);
    stop();
  });

  it('finds out by itself when the bell was lost, and never goes back', async () => {
    storedMs = 1_000;
    const stop = await follow('embedded');
    expect(clock.offsetMs).toBe(1_000);
    storedMs = 7_000;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(clock.offsetMs).toBe(7_000);
    storedMs = 10;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(clock.offsetMs).toBe(7_000);
    stop();
  });
});

describe('a process in production', () => {
  it('listens to nobody and does not look again', async () => {
    await follow('production');
    storedMs = 5_000;
    bells.emit('message', REDIS_KEYS.clock, '5000');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(clock.offsetMs).toBe(0);
    expect(readCount).toBe(1);
    expect(bells.listenerCount('message')).toBe(0);
  });

  it('does not start where the clock was moved, and says what to do', async () => {
    storedMs = 5_000;
    await expect(follow('production')).rejects.toMatchObject({
      code: 'TEST_CLOCK_MOVED',
      message: expect.stringMatching(/5000 ms.*never moved.*STUDIO_MODE=embedded/s),
    });
  });
});
