import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Executions } from '../executions.ts';
import { estimateWork } from '../ffmpeg/estimate-work.ts';
import type { FfmpegLimits } from '../ffmpeg/ffmpeg-limits.ts';
import { createFfmpegRunner } from '../ffmpeg/ffmpeg-runner.ts';
import { findWorkflow } from '../ffmpeg/workflow-catalogue.ts';
import { openFootage } from '../open-footage.ts';
import type { Runner, RunnerHealth, RunnerIo, RunnerResult, RunnerTask } from '../runner.ts';
import { RunnerError } from '../runner-error.ts';
import type { WorkflowSpec } from '../workflow-spec.ts';
import { DrawnClips, degradeClip } from './degrade-clip.ts';
import type { TwinFile, TwinProvider } from './twin-file.ts';
import { type TwinEvent, twinEvent } from './twin-history.ts';

export interface TwinRunnerOptions {
  file: TwinFile;
  /** Tells twins of the same file apart, such as the agent's name; default `twin`. */
  lane?: string;
  limits?: Partial<FfmpegLimits>;
}

/** One execution as it was, for whoever compares histories. */
export interface TwinRecord extends TwinEvent {
  providerId: string;
  workflowId: string;
  workUnits: number;
}

/** A runner whose figures are declared and whose clips are real. */
export interface TwinRunner extends Runner {
  /** Executions in the order in which they began. */
  readonly history: readonly TwinRecord[];
}

/**
 * Simulates providers with declared cost, latency, quality, failure and throttle curves behind the same port as real
 * ones. It renders by a workflow of the ffmpeg runner and then degrades the clip to the declared quality, so that quality
 * is judged and never asserted. It refuses the work of people.
 */
export function createTwinRunner(options: TwinRunnerOptions): TwinRunner {
  return new Twin(options);
}

class Twin implements TwinRunner {
  readonly id = 'twin';
  readonly history: TwinRecord[] = [];
  readonly #file: TwinFile;
  readonly #lane: string;
  readonly #memoryMiB: number;
  readonly #renderer: Runner;
  readonly #executions = new Executions();
  readonly #counts = new Map<string, number>();

  constructor({ file, lane = 'twin', limits = {} }: TwinRunnerOptions) {
    this.#file = file;
    this.#lane = lane;
    this.#memoryMiB = limits.memoryMiB ?? 4_096;
    this.#renderer = createFfmpegRunner(limits);
  }

  supports(workflow: { id: string; digest: string }): boolean {
    return this.whyNot(workflow) === null;
  }

  whyNot({ id, digest }: { id: string; digest: string }): string | null {
    const found = this.#find(id);
    if (!found) return `no twin has a workflow ${id}`;
    if (found.spec.digest !== digest) return `this twin has another version of ${id}`;
    return findWorkflow(found.basis)
      ? null
      : `${id} is based on ${found.basis}, which is no workflow of the ffmpeg runner`;
  }

  estimate(task: RunnerTask): ReturnType<Runner['estimate']> {
    return estimateWork(this.#known(task).spec, task);
  }

  healthCheck(): Promise<RunnerHealth> {
    return this.#renderer.healthCheck();
  }

  cancel(executionId: string): void {
    this.#executions.cancel(executionId);
  }

  execute(task: RunnerTask, io: RunnerIo): Promise<RunnerResult> {
    return this.#executions.run(io, async (signal) => {
      const known = this.#known(task);
      if (task.budgetContext === 'user_run') {
        throw new RunnerError('BUDGET_CONTEXT_REFUSED', 'a twin does not do the work of people');
      }
      try {
        return await this.#simulate(known, task, { ...io, signal });
      } catch (error) {
        await rm(io.outputPath, { force: true });
        if (signal.aborted && !(error instanceof RunnerError && error.code === 'CANCELLED')) {
          throw new RunnerError('CANCELLED', 'the task was cancelled', { cause: error });
        }
        throw error;
      }
    });
  }

  async #simulate({ provider, spec, basis }: Known, task: RunnerTask, io: RunnerIo): Promise<RunnerResult> {
    const isDrawn = this.#file.picture === 'drawn';
    const clip = isDrawn ? null : await openFootage(resolve(io.inputPath), io.signal);
    const media = clip ? { footageMedia: { ...clip, frameRate: clip.averageFps } } : {};
    const { workUnits } = estimateWork(spec, { ...task, ...media });
    const execution = this.#counts.get(provider.id) ?? 0;
    this.#counts.set(provider.id, execution + 1);
    const event = twinEvent(this.#file.seed, provider, this.#lane, execution, workUnits);
    this.history.push({ ...event, providerId: provider.id, workflowId: spec.id, workUnits });

    const { count, retryAfterMs } = event.throttled;
    const throttled = { count, waitedMs: count * retryAfterMs };
    const startupMs = execution === 0 ? provider.startupMs : 0;
    await this.#pass(throttled.waitedMs + startupMs, io);
    if (event.failure) {
      const workedMs = event.workMs * event.failure.atShare;
      await this.#pass(workedMs, io);
      throw new RunnerError(event.failure.kind, `execution ${execution} of ${provider.id} was to fail`, {
        busySeconds: workedMs / 1_000,
        throttled,
        ...(event.failure.kind === 'OUT_OF_TIME' ? { timeout: 'startToClose' as const } : {}),
      });
    }
    // The picture is made while the declared time passes; a slow machine makes it later, and reports as declared.
    await together(io.signal, [
      (signal) => this.#pass(event.workMs, { ...io, signal }, (share) => io.onProgress(0.95 * share)),
      (signal) =>
        isDrawn
          ? this.#copyDrawn(io.outputPath, event.quality)
          : this.#paint(basis, task, { ...io, signal }, event.quality),
    ]);
    io.onProgress(1);
    const endedAtMs = Date.now();
    return {
      busySeconds: event.workMs / 1_000,
      frames: 0,
      mediaIntervals: [{ startedAtMs: endedAtMs - Math.round(event.workMs), endedAtMs }],
      notes: [`simulated: execution ${execution} of ${provider.id}, quality ${event.quality.toFixed(2)}`],
      startupSeconds: startupMs / 1_000,
      throttled,
    };
  }

  async #paint(basis: string, task: RunnerTask, io: RunnerIo, quality: number): Promise<void> {
    const folder = await mkdtemp(join(dirname(resolve(io.outputPath)), 'twin-'));
    try {
      const { variant } = findWorkflow(basis)!;
      const path = join(folder, 'basis.mp4');
      await this.#renderer.execute(
        { ...task, workflowId: basis, variant },
        { ...io, outputPath: path, onProgress: () => undefined },
      );
      await degradeClip(path, io.outputPath, quality, {
        signal: io.signal,
        memoryMiB: this.#memoryMiB,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #copyDrawn(outputPath: string, quality: number): Promise<void> {
    await drawnClips().copyTo(outputPath, quality);
  }

  /** Lets declared time pass, as fast as the file says. */
  async #pass(declaredMs: number, { signal }: RunnerIo, onShare?: (share: number) => void): Promise<void> {
    const wholeMs = declaredMs * this.#file.timeScale;
    const steps = onShare ? 4 : 1;
    for (let step = 1; step <= steps; step += 1) {
      await sleep(wholeMs / steps, undefined, { signal }).catch((error: unknown) => {
        throw new RunnerError('CANCELLED', 'the task was cancelled', { cause: error });
      });
      onShare?.(step / steps);
    }
  }

  #find(workflowId: string): Known | null {
    for (const provider of this.#file.providers) {
      const found = provider.workflows.find(({ spec }) => spec.id === workflowId);
      if (found) return { provider, ...found };
    }
    return null;
  }

  #known({ workflowId, effectTypeId, variant }: RunnerTask): Known {
    const known = this.#find(workflowId);
    if (!known || known.spec.effectTypeId !== effectTypeId || known.spec.variant !== variant) {
      throw new RunnerError('UNKNOWN_WORKFLOW', `no twin has ${workflowId} for ${effectTypeId} ${variant}`);
    }
    return known;
  }
}

/** Waits for all of it, also when one part fails and stops the others: nothing may be at work after that. */
async function together(
  signal: AbortSignal,
  parts: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  await Promise.allSettled(parts.map((part) => part(either).catch((error: unknown) => failed.abort(error))));
  if (failed.signal.aborted) throw failed.signal.reason;
}

let drawn: DrawnClips | null = null;

/** One set of drawn clips for all twins of this process; it goes with the process. */
function drawnClips(): DrawnClips {
  if (!drawn) {
    const folder = mkdtempSync(join(tmpdir(), 'twin-drawn-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    drawn = new DrawnClips(folder);
  }
  return drawn;
}

interface Known {
  provider: TwinProvider;
  spec: WorkflowSpec;
  basis: string;
}
