import { setTimeout as sleep } from 'node:timers/promises';

/** The call will not succeed however often it is made. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}

const FIRST_MS = 250;
const LONGEST_MS = 15_000;

/** Wait before another try: exponential with full jitter, so that agents do not return all at once. @param attempt 1 after the first failure */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return Math.ceil(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)));
}

export interface RetryOptions {
  signal?: AbortSignal;
  /** Default: without limit. */
  maxAttempts?: number;
  onFailure?: (error: unknown, attempt: number) => void;
  wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Repeats `work` until it succeeds.
 * @throws PermanentFailure at once, the signal's reason when aborted, the last error after `maxAttempts`
 */
export async function retry<Result>(
  work: () => Promise<Result>,
  options: RetryOptions = {},
): Promise<Result> {
  const { signal, maxAttempts = Number.POSITIVE_INFINITY, onFailure, wait = pause } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof PermanentFailure || attempt >= maxAttempts) throw error;
      onFailure?.(error, attempt);
    }
    await wait(backoffMs(attempt), signal);
  }
}

/** Sleeps; ends early, without an error, when aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
