import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type EmbeddedProcess, startEmbeddedProcess } from '../../local/services/embedded-process.ts';
import { repositoryRoot } from '../../local/services/service-context.ts';
import { NOT_NOW } from './toy-process.ts';

/** A process that takes part in a run. */
export interface ActorPlan {
  /** Such as `relay-1`; the part before the dash is its kind. */
  name: string;
  /** File beside this one. */
  file: string;
  args?: readonly string[];
  /** Beside what all processes of the run have. */
  env?: Readonly<Record<string, string>>;
}

const RESTART_AFTER_MS = 300;

/** The processes of a run. One that ends is started again until the run is over. */
export class Actors {
  readonly #stateDir: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #running = new Map<string, EmbeddedProcess>();
  /** Those whose process has not ended. */
  readonly #alive = new Set<string>();
  readonly #keepers: Promise<void>[] = [];
  readonly #retired = new Set<string>();
  /** Ends that nobody asked for, by actor. */
  readonly crashes: string[] = [];
  /** When each of them happened, as `performance.now()`. */
  readonly crashedAt: number[] = [];
  readonly #expectedEnds = new Set<number>();

  constructor(stateDir: string, env: NodeJS.ProcessEnv) {
    this.#stateDir = stateDir;
    this.#env = env;
  }

  async start(plan: ActorPlan): Promise<void> {
    const first = await this.#spawn(plan);
    this.#keepers.push(this.#keep(plan, first));
  }

  names(kind: string): string[] {
    return [...this.#running.keys()].filter((name) => name.startsWith(`${kind}-`)).sort();
  }

  /** The actor that runs as this process; undefined when it has ended meanwhile. */
  nameOf(pid: number): string | undefined {
    return [...this.#running].find(([, process]) => process.pid === pid)?.[0];
  }

  /** @throws Error when it has just ended and is not there again: then nothing was done to it */
  kill(name: string): void {
    const running = this.#aliveOne(name);
    if (!running) return;
    this.#expectedEnds.add(running.pid);
    running.kill('SIGKILL');
  }

  /** SIGSTOP, and SIGCONT after a while. @throws as `kill` */
  async freeze(name: string, ms: number): Promise<void> {
    const running = this.#aliveOne(name);
    if (!running) return;
    running.kill('SIGSTOP');
    await wait(ms);
    running.kill('SIGCONT');
  }

  /** Undefined for a name that nobody has. */
  #aliveOne(name: string): EmbeddedProcess | undefined {
    const running = this.#running.get(name);
    if (running && !this.#alive.has(name)) throw new Error(`${name} is not running at the moment`);
    return running;
  }

  /** Lets all actors of a kind end, and starts them no more. */
  async retire(kind: string): Promise<void> {
    const names = this.names(kind);
    for (const name of names) this.#retired.add(name);
    await Promise.all(
      names.map(async (name) => {
        const running = this.#running.get(name);
        if (running) this.#expectedEnds.add(running.pid);
        await running?.stop();
      }),
    );
  }

  async stop(): Promise<void> {
    const kinds = new Set([...this.#running.keys()].map((name) => name.slice(0, name.indexOf('-'))));
    await Promise.all([...kinds].map((kind) => this.retire(kind)));
    await Promise.all(this.#keepers);
  }

  async #keep(plan: ActorPlan, first: EmbeddedProcess): Promise<void> {
    for (let running = first; ; running = await this.#spawn(plan)) {
      const exit = await running.exited;
      this.#alive.delete(plan.name);
      if (this.#retired.has(plan.name)) return;
      if (!this.#expectedEnds.has(running.pid) && exit.code !== NOT_NOW) {
        this.crashedAt.push(performance.now());
        this.crashes.push(`${plan.name} ended with ${exit.signal ?? `code ${exit.code}`}`);
      }
      await wait(RESTART_AFTER_MS);
      if (this.#retired.has(plan.name)) return;
    }
  }

  async #spawn(plan: ActorPlan): Promise<EmbeddedProcess> {
    const running = await startEmbeddedProcess({
      name: plan.name,
      command: process.execPath,
      args: ['--max-semi-space-size=8', path.join(import.meta.dirname, plan.file), ...(plan.args ?? [])],
      env: { ...this.#env, ...plan.env },
      cwd: repositoryRoot,
      stateDir: this.#stateDir,
    });
    this.#running.set(plan.name, running);
    this.#alive.add(plan.name);
    return running;
  }
}
