import { Piscina } from 'piscina';
import { StudioError } from '../errors.ts';

/** A function of a module to be run off the main thread. Input and result are copied: plain data only. */
export interface Computation {
  /** URL of the module, such as `new URL('../domain/x.ts', import.meta.url)`. */
  module: URL;
  /** Name of the exported function; it takes one argument. */
  name: string;
  input: unknown;
  /** Ends the thread that works on it. */
  signal?: AbortSignal;
}

/** What a thread answers; errors travel as data, since their classes do not survive the copy. */
export type ComputationAnswer =
  | { isOk: true; result: unknown }
  | { isOk: false; code: string; isRetryable: boolean; message: string };

/** As many as the smallest machine has cores; idle ones are given back. */
const MAX_THREADS = 2;
const IDLE_MS = 60_000;

let pool: Piscina | null = null;
let preloaded: readonly string[] = [];

/**
 * Opens the threads of this process now, with these modules loaded, and keeps them: the first computation
 * waits for neither. Without it threads come with their first work and go when they have none.
 */
export function keepComputeReady(modules: readonly URL[]): void {
  if (modules.length === 0 || pool) return;
  preloaded = [...new Set(modules.map(({ href }) => href))];
  pool = openPool();
}

/**
 * Runs a long computation in a thread of its own, so that events, timers and requests of this process go on.
 * @throws StudioError with the `code` and `retryable` of what went wrong there; `COMPUTATION_FAILED` otherwise
 */
export async function compute<Result>(computation: Computation): Promise<Result> {
  pool ??= openPool();
  const { module, name, input, signal } = computation;
  const task = { module: module.href, name, input };
  const answer = (await pool.run(task, signal ? { signal } : {})) as ComputationAnswer;
  if (answer.isOk) return answer.result as Result;
  throw new StudioError(answer.code, answer.message, { retryable: answer.isRetryable });
}

function openPool(): Piscina {
  const opened = new Piscina({
    filename: new URL('./compute-thread.ts', import.meta.url).href,
    minThreads: preloaded.length > 0 ? MAX_THREADS : 0,
    workerData: { preloaded },
    maxThreads: MAX_THREADS,
    idleTimeout: IDLE_MS,
  });
  // An answer that crosses its abort on the way is reported as an error of the pool; the caller has been told.
  opened.on('error', () => undefined);
  return opened;
}

/** Ends the threads of this process. */
export async function closeComputePool(): Promise<void> {
  const open = pool;
  pool = null;
  preloaded = [];
  await open?.destroy();
}
