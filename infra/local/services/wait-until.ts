import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessExit } from './embedded-process.ts';

/**
 * Asks again and again until the answer is yes.
 * @param options.forMs milliseconds after which it gives up
 * @param options.unless gives up at once when this process has ended
 * @throws Error when the time is over or the process ended first
 */
export async function waitUntil(
  condition: () => Promise<boolean>,
  options: {
    readonly forMs: number;
    readonly unless?: Promise<ProcessExit>;
    readonly everyMs?: number;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  let ended: ProcessExit | undefined;
  void options.unless?.then((exit) => {
    ended = exit;
  });
  const deadlineMs = performance.now() + options.forMs;
  while (!(await condition())) {
    options.signal?.throwIfAborted();
    if (ended) throw new Error(`It ended with ${ended.signal ?? `code ${ended.code}`}.`);
    if (performance.now() > deadlineMs) throw new Error(`It was not ready after ${options.forMs / 1000} s.`);
    await delay(options.everyMs ?? 40);
  }
}

/**
 * The end of what a process logged, for the sentence that says why it did not start.
 * @param log where it wrote to and how long the log was before
 */
export function lastLines(
  log: { readonly logFile: string; readonly logStartBytes: number },
  count = 4,
): string {
  const text = readFileSync(log.logFile).subarray(log.logStartBytes).toString('utf8').trim();
  return text.split('\n').slice(-count).join('\n') || 'It logged nothing.';
}
