import { createFfmpegRunner } from './runners/ffmpeg/ffmpeg-runner.ts';
import { WORKFLOW_CATALOGUE } from './runners/ffmpeg/workflow-catalogue.ts';
import type { Runner } from './runners/runner.ts';
import type { WorkflowSpec } from './runners/workflow-spec.ts';

/** A runner with the workflows that it knows. */
export interface RunnerEntry {
  runner: Runner;
  /** What the studio's adapter for it is called. */
  adapter: string;
  workflows: readonly WorkflowSpec[];
}

/** Every runner that this agent is built with. */
export function builtInRunners(): RunnerEntry[] {
  return [{ runner: createFfmpegRunner(), adapter: 'ffmpeg', workflows: WORKFLOW_CATALOGUE }];
}

/** What this machine can do, after asking each runner for its health. */
export class RunnerRegistry {
  readonly #entries: readonly RunnerEntry[];

  constructor(entries: readonly RunnerEntry[]) {
    this.#entries = entries;
  }

  /** Asks every runner what is missing on this machine and keeps those that can work. */
  static async open(
    entries: readonly RunnerEntry[],
    onFault: (runnerId: string, faults: readonly string[]) => void,
  ): Promise<RunnerRegistry> {
    const able: RunnerEntry[] = [];
    for (const entry of entries) {
      const health = await entry.runner.healthCheck();
      if (health.healthy) able.push(entry);
      else onFault(entry.runner.id, health.faults);
    }
    return new RunnerRegistry(able);
  }

  get capabilities(): string[] {
    return this.#entries.map((entry) => entry.adapter);
  }

  /** Workflows that it can run; digests as the protocol wants them: 64 hex digits. */
  offers(): { workflowId: string; digest: string }[] {
    return this.#entries.flatMap(({ runner, workflows }) =>
      workflows
        .filter((workflow) => runner.supports(workflow))
        .map(({ id, digest }) => ({ workflowId: id, digest: digest.replace(/^sha256:/, '') })),
    );
  }

  /** Who renders a workflow; null when this machine does not. */
  runnerOf(workflowId: string): Runner | null {
    const entry = this.#entries.find(({ workflows }) => workflows.some(({ id }) => id === workflowId));
    return entry?.runner ?? null;
  }
}
