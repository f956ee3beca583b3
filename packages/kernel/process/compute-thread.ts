import { workerData } from 'node:worker_threads';
import type { ComputationAnswer } from './compute.ts';

// A thread counts as ready when this is done. A module that cannot be loaded says so to whoever calls it.
const { preloaded } = workerData as { preloaded: readonly string[] };
await Promise.allSettled(preloaded.map((module) => import(module)));

/** Runs in a thread of the pool: imports the module, calls the function, answers with data. */
export default async function runComputation(task: {
  module: string;
  name: string;
  input: unknown;
}): Promise<ComputationAnswer> {
  try {
    const module = (await import(task.module)) as Record<string, (input: unknown) => unknown>;
    return { isOk: true, result: await module[task.name]!(task.input) };
  } catch (error) {
    const { code, retryable, message } = error as { code?: unknown; retryable?: unknown; message?: unknown };
    return {
      isOk: false,
      code: typeof code === 'string' ? code : 'COMPUTATION_FAILED',
      // What is not known to fail again is worth another attempt.
      isRetryable: retryable !== false,
      message: typeof message === 'string' ? message : String(error),
    };
  }
}
