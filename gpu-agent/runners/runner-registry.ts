import { carriesDefinitionsOf } from '@effect-studio/schema/workflows/definition';
import type { Accelerator, Runner } from './runner.ts';
import type { WorkflowSpec } from './workflow-spec.ts';

/** A runner with the workflows that it knows. */
export interface RunnerEntry {
  runner: Runner;
  /** What the studio's catalogue calls it. */
  adapter: string;
  workflows: readonly WorkflowSpec[];
  /** Milliseconds after which its health is asked for again; absent: what it found at the start stays true. */
  recheckEveryMs?: number;
}

/** A workflow that this machine does not offer, and why. */
export interface Refusal {
  workflowId: string;
  adapter: string;
  why: string;
}

const NO_ACCELERATOR: Accelerator = { gpuName: null, vramMiB: null, driverVersion: null };

interface Standing {
  entry: RunnerEntry;
  /** Empty: it can work. */
  faults: readonly string[];
  checkedAt: number;
}

/** What this machine can do, after asking each runner for its health. */
export class RunnerRegistry {
  readonly #standings: Standing[];
  readonly #machine: Accelerator;
  readonly #onFault: (runnerId: string, faults: readonly string[]) => void;

  /** Runners that are all able. */
  constructor(
    entries: readonly RunnerEntry[],
    machine: Accelerator = NO_ACCELERATOR,
    onFault: (runnerId: string, faults: readonly string[]) => void = () => undefined,
  ) {
    this.#standings = entries.map((entry) => ({ entry, faults: [], checkedAt: performance.now() }));
    this.#machine = machine;
    this.#onFault = onFault;
  }

  /** Asks every runner what is missing on this machine. @param onFault told when a runner cannot work, each time that its faults change */
  static async open(
    entries: readonly RunnerEntry[],
    machine: Accelerator,
    onFault: (runnerId: string, faults: readonly string[]) => void,
  ): Promise<RunnerRegistry> {
    const registry = new RunnerRegistry(entries, machine, onFault);
    await Promise.all(registry.#standings.map((standing) => registry.#check(standing)));
    return registry;
  }

  /** Asks those again whose word is old. @returns whether this machine offers other workflows than before */
  async refresh(): Promise<boolean> {
    const now = performance.now();
    const due = this.#standings.filter(
      ({ entry, checkedAt }) => entry.recheckEveryMs !== undefined && now - checkedAt >= entry.recheckEveryMs,
    );
    if (due.length === 0) return false;
    const before = JSON.stringify(this.offers());
    await Promise.all(due.map((standing) => this.#check(standing)));
    return JSON.stringify(this.offers()) !== before;
  }

  async #check(standing: Standing): Promise<void> {
    const { runner } = standing.entry;
    const health = await runner.healthCheck();
    const faults = health.healthy ? [] : health.faults;
    const isNew = faults.join() !== standing.faults.join();
    standing.faults = faults;
    standing.checkedAt = performance.now();
    if (isNew && faults.length > 0) this.#onFault(runner.id, faults);
  }

  /** The agent ends: nothing is kept for a next task. */
  async close(): Promise<void> {
    await Promise.all(this.#standings.map(({ entry }) => entry.runner.close?.()));
  }

  get capabilities(): string[] {
    const able = this.#able();
    const carriers = able.filter(({ runner }) => runner.takesDefinitions);
    return [
      ...new Set([
        ...able.map(({ adapter }) => adapter),
        ...carriers.map(({ adapter }) => carriesDefinitionsOf(adapter)),
      ]),
    ];
  }

  /** Of this machine, or else of what lies behind one of its runners. */
  get accelerator(): Accelerator {
    if (this.#machine.vramMiB !== null) return this.#machine;
    const behind = this.#able().map(({ runner }) => runner.accelerator?.() ?? null);
    return behind.find((accelerator) => accelerator !== null) ?? this.#machine;
  }

  /** Workflows that it can run; digests as the protocol wants them: 64 hex digits. */
  offers(): { workflowId: string; digest: string }[] {
    return this.#able().flatMap((entry) =>
      entry.workflows
        .filter((workflow) => this.#whyNot(entry, workflow) === null)
        .map(({ id, digest }) => ({ workflowId: id, digest: digest.replace(/^sha256:/, '') })),
    );
  }

  /** What it knows and does not offer. */
  refusals(): Refusal[] {
    return this.#standings.flatMap(({ entry, faults }) =>
      entry.workflows.flatMap((workflow) => {
        const why = faults.length > 0 ? faults.join('; ') : this.#whyNot(entry, workflow);
        return why === null ? [] : [{ workflowId: workflow.id, adapter: entry.adapter, why }];
      }),
    );
  }

  /** Who renders a workflow; null when this machine does not. */
  runnerOf(workflowId: string): Runner | null {
    const entry = this.#able().find(({ workflows }) => workflows.some(({ id }) => id === workflowId));
    return entry?.runner ?? null;
  }

  /** Who renders workflows of an adapter that come with the lease; null when nobody here does. */
  carrierOf(adapter: string): Runner | null {
    const entry = this.#able().find((one) => one.adapter === adapter && one.runner.takesDefinitions);
    return entry?.runner ?? null;
  }

  #able(): RunnerEntry[] {
    return this.#standings.filter(({ faults }) => faults.length === 0).map(({ entry }) => entry);
  }

  #whyNot({ runner }: RunnerEntry, workflow: WorkflowSpec): string | null {
    const wanted = workflow.requires?.vramMiB ?? 0;
    const { vramMiB } = runner.accelerator?.() ?? this.#machine;
    if (wanted > (vramMiB ?? 0)) {
      return `it needs ${wanted} MiB of video memory; there ${vramMiB === null ? 'is none' : `are ${vramMiB}`}`;
    }
    return runner.whyNot(workflow);
  }
}
