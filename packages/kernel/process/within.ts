import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for something, but not for ever.
 * @param ms milliseconds
 * @returns false when it had not ended by then; it goes on, and a failure of it then is nobody's
 */
export async function endsWithin(ms: number, ending: Promise<unknown>): Promise<boolean> {
  const cancelled = new AbortController();
  const late = delay(ms, false, { signal: cancelled.signal, ref: false }).catch(() => false);
  const ended = ending.then(() => true);
  ended.catch(() => undefined);
  try {
    return await Promise.race([ended, late]);
  } finally {
    cancelled.abort();
  }
}
