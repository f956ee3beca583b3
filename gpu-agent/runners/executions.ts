import type { RunnerIo } from './runner.ts';

/** The executions of one runner, each with a way to stop it and no other. */
export class Executions {
  readonly #running = new Map<string, AbortController>();

  /** Runs `work` under a signal that fires with the caller's own or on {@link cancel}. */
  async run<Result>(
    { executionId, signal }: Pick<RunnerIo, 'executionId' | 'signal'>,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const cancelled = new AbortController();
    this.#running.set(executionId, cancelled);
    try {
      return await work(AbortSignal.any([signal, cancelled.signal]));
    } finally {
      if (this.#running.get(executionId) === cancelled) this.#running.delete(executionId);
    }
  }

  cancel(executionId: string): void {
    this.#running.get(executionId)?.abort(new Error('cancelled'));
  }
}
