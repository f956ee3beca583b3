import { setTimeout as delay } from 'node:timers/promises';
import type { EmbeddedProcess, ProcessExit } from './services/embedded-process.ts';

export interface SupervisedOptions {
  readonly name: string;
  /** Starts the process and resolves once it is ready. Called again after each unexpected end. */
  start(): Promise<EmbeddedProcess>;
  /** Already running, when the first start was done elsewhere. */
  readonly running?: EmbeddedProcess;
  /** Told of every unexpected end and of every recovery, in a sentence. */
  say(sentence: string): void;
}

const firstBackoffMs = 250;
const longestBackoffMs = 30_000;
/** After running this long a process starts again with the shortest wait. */
const steadyAfterMs = 60_000;

/** One process that is kept running: when it ends unasked it is started again, after 0.25, 0.5, 1 … 30 s. */
export class SupervisedProcess {
  readonly name: string;
  readonly #options: SupervisedOptions;
  #process: EmbeddedProcess | null = null;
  #starting: Promise<void> | null = null;
  #stopped = new AbortController();
  #failures = 0;

  constructor(options: SupervisedOptions) {
    this.name = options.name;
    this.#options = options;
    if (options.running) this.#watch(options.running);
  }

  /** Null while it is down. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** The first start; later ones happen by themselves. @throws whatever the start throws */
  async start(): Promise<void> {
    this.#watch(await this.#options.start());
  }

  /** Sends a signal to the process as it is; what follows from it is handled as any other end. */
  kill(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** Ends the process and starts a new one. Resolves when that one is ready. */
  async restart(): Promise<void> {
    await this.#starting;
    const ending = this.#process;
    this.#process = null;
    await ending?.stop();
    this.#starting = this.start();
    await this.#starting.finally(() => {
      this.#starting = null;
    });
  }

  /** Ends the process for good. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const ending = this.#process;
    this.#process = null;
    await ending?.stop();
    await this.#starting?.catch(() => undefined);
  }

  #watch(running: EmbeddedProcess): void {
    if (this.#stopped.signal.aborted) {
      void running.stop();
      return;
    }
    this.#process = running;
    const startedMs = performance.now();
    void running.exited.then((exit) => {
      if (this.#process !== running) return;
      this.#process = null;
      if (performance.now() - startedMs > steadyAfterMs) this.#failures = 0;
      this.#starting = this.#revive(exit).finally(() => {
        this.#starting = null;
      });
    });
  }

  async #revive(exit: ProcessExit): Promise<void> {
    let reason = exit.signal ? `was ended by ${exit.signal}` : `ended with code ${exit.code}`;
    while (!this.#stopped.signal.aborted) {
      const waitMs = Math.min(firstBackoffMs * 2 ** this.#failures, longestBackoffMs);
      this.#failures += 1;
      this.#options.say(`${this.name} ${reason}; starting it again in ${waitMs / 1000} s.`);
      await delay(waitMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      if (this.#stopped.signal.aborted) return;
      try {
        await this.start();
        this.#options.say(`${this.name} is back.`);
        return;
      } catch (error) {
        reason = `did not start (${error instanceof Error ? error.message : String(error)})`;
      }
    }
  }
}
