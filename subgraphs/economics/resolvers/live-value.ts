import type { Ticks } from '@effect-studio/kernel/bus/ticks';
import { AsyncQueue } from '@effect-studio/kernel/process/async-queue';

/** A value that changes, as its watchers see it. */
export interface LiveValueOptions<Value> {
  ticks: Ticks;
  /** Rung when it may have changed. */
  topic: string;
  /** Reads the value when its version differs from the one seen last; null when it does not. */
  readIfChanged: () => Promise<Value | null>;
  /** Least time between two values, default 250 ms: at most four a second, the newest wins. */
  spacingMs?: number;
  /** Looks again this often in case a tick was lost, default 2 s. */
  pollMs?: number;
}

/**
 * Yields a value at once if it is news, then whenever it changes, conflated. Ticks only wake it: what is yielded
 * is read afresh, so a lost tick delays a value and never loses the last one.
 */
export function liveValue<Value>(options: LiveValueOptions<Value>): AsyncIterableIterator<Value> {
  const { ticks, topic, readIfChanged, spacingMs = 250, pollMs = 2_000 } = options;
  // One pending wake-up is enough: whatever happened since, the newest value is read.
  const wakeUps = new AsyncQueue<true>({
    limit: 1,
    onReturn: () => {
      stop();
      clearInterval(poll);
      clearTimeout(spacing);
      endSpacing();
    },
  });
  const stop = ticks.on(topic, () => wakeUps.push(true));
  const poll = setInterval(() => wakeUps.push(true), pollMs);
  let spacing: NodeJS.Timeout | undefined;
  let endSpacing = (): void => undefined;
  let readyAt = 0;
  wakeUps.push(true);

  const spaceOut = (): Promise<void> => {
    const waitMs = readyAt - performance.now();
    if (waitMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      endSpacing = resolve;
      spacing = setTimeout(resolve, waitMs);
    });
  };

  return {
    async next(): Promise<IteratorResult<Value>> {
      for (;;) {
        const wakeUp = await wakeUps.next();
        if (wakeUp.done) return { value: undefined, done: true };
        await spaceOut();
        const value = await readIfChanged();
        if (value === null) continue;
        readyAt = performance.now() + spacingMs;
        return { value, done: false };
      }
    },
    // Reaches a pending `next` at once, which a generator's own `return` would not.
    async return(): Promise<IteratorResult<Value>> {
      await wakeUps.return();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
