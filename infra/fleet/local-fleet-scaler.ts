import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type {
  FleetScaler,
  FleetTemplate,
  ScaledAgent,
} from '@effect-studio/execution/use-cases/fleets/scale-fleets';
import { type EmbeddedProcess, startEmbeddedProcess } from '../local/services/embedded-process.ts';
import { repositoryRoot } from '../local/services/service-context.ts';

export interface LocalFleetScalerOptions {
  /** Where machine keys, logs and pid files lie. */
  stateDir: string;
  /** The graph that the agents work for. */
  gatewayUrl: string;
  /** Lets a machine enrol once. @returns its token */
  enrol(name: string): Promise<string>;
  /** In place of process.env. */
  env?: NodeJS.ProcessEnv;
  /** Told of agents that end without having been drained. */
  onLost?(name: string, exit: { code: number | null; signal: NodeJS.Signals | null }): void;
}

interface RunningAgent extends ScaledAgent {
  process: EmbeddedProcess;
}

/** Settings that agents are given from the studio's own environment. */
const PASSED_ON =
  /^(PATH|HOME|LANG|TZ|LOG_LEVEL|FFMPEG_PATH|FFPROBE_PATH|(COMFYUI|OTEL)_\w+|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)$/;
/** A drained agent hands back what it has not finished after 7 s, and is ended by then. */
const DRAIN_GRACE_MS = 20_000;

/**
 * Agents as processes on this machine. A name keeps its machine key, so that an agent that is started again is the same machine to
 * the studio. Its processes end with the process that has it: whoever scales next starts them anew.
 */
export class LocalFleetScaler implements FleetScaler {
  readonly #options: LocalFleetScalerOptions;
  readonly #agents = new Map<string, RunningAgent>();

  constructor(options: LocalFleetScalerOptions) {
    this.#options = options;
  }

  async observe(): Promise<ScaledAgent[]> {
    return [...this.#agents.values()].map(({ fleet, name, isDraining }) => ({ fleet, name, isDraining }));
  }

  /** Of an agent that runs; null when it does not. */
  pid(name: string): number | null {
    return this.#agents.get(name)?.process.pid ?? null;
  }

  async start({
    fleet,
    name,
    template,
  }: {
    fleet: string;
    name: string;
    template: FleetTemplate;
  }): Promise<void> {
    if (this.#agents.has(name)) return;
    const folder = path.join(this.#options.stateDir, 'fleet', name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const keyFile = path.join(folder, 'machine.json');
    const token = existsSync(keyFile) ? null : await this.#options.enrol(name);
    const child = await startEmbeddedProcess({
      name: `agent-${name}`,
      command: process.execPath,
      args: [
        ...[
          '--max-old-space-size=128',
          '--max-semi-space-size=8',
          path.join(repositoryRoot, 'gpu-agent/main.ts'),
        ],
        ...['--gateway', this.#options.gatewayUrl, '--key', keyFile, '--name', name, '--fleet', fleet],
        ...['--runner', template.runners.join(','), '--concurrency', String(template.concurrency)],
        ...['--instance-type', template.instanceType, '--work-dir', path.join(folder, 'work')],
      ],
      env: { ...this.#environment(), ...(token ? { AGENT_ENROLMENT_TOKEN: token } : {}) },
      cwd: repositoryRoot,
      stateDir: this.#options.stateDir,
    });
    const agent: RunningAgent = { fleet, name, isDraining: false, process: child };
    this.#agents.set(name, agent);
    void child.exited.then((exit) => {
      this.#agents.delete(name);
      if (!agent.isDraining) this.#options.onLost?.(name, exit);
    });
  }

  async drain(name: string): Promise<void> {
    const agent = this.#agents.get(name);
    if (!agent || agent.isDraining) return;
    agent.isDraining = true;
    void agent.process.stop(DRAIN_GRACE_MS);
  }

  /** Drains all and waits for them. */
  async close(): Promise<void> {
    const agents = [...this.#agents.values()];
    for (const { name } of agents) await this.drain(name);
    await Promise.all(agents.map((agent) => agent.process.exited));
  }

  #environment(): NodeJS.ProcessEnv {
    const given = Object.entries(this.#options.env ?? process.env);
    return Object.fromEntries(given.filter(([name]) => PASSED_ON.test(name)));
  }
}
