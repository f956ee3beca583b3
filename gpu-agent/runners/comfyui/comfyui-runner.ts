import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { carriedWorkflow } from '../carried-definition.ts';
import { Executions } from '../executions.ts';
import { estimateWork } from '../ffmpeg/estimate-work.ts';
import type { FfmpegLimits } from '../ffmpeg/ffmpeg-limits.ts';
import { evenFrame } from '../ffmpeg/source-filters.ts';
import { readWish } from '../ffmpeg/wish.ts';
import { cutFootage } from '../finish-clip.ts';
import { openFootage } from '../open-footage.ts';
import type {
  Accelerator,
  Preview,
  Runner,
  RunnerHealth,
  RunnerIo,
  RunnerResult,
  RunnerTask,
} from '../runner.ts';
import { RunnerError } from '../runner-error.ts';
import { Upstream } from '../upstream/upstream.ts';
import { bindGraph } from './bind-graph.ts';
import { checkGraph, faultText } from './check-graph.ts';
import { collectOutput, outputFiles } from './collect-output.ts';
import { type Call, ComfyUiClient } from './comfyui-client.ts';
import type { ComfyUiWorkflow, ComfyUiWorkflowSpec } from './comfyui-workflow.ts';
import { erasePrompt } from './erase-outputs.ts';
import type { FollowLimits } from './follow-prompt.ts';
import type { ObjectInfo } from './object-info.ts';
import { resultOf } from './prompt-outcome.ts';
import { PromptTimeline } from './prompt-timeline.ts';
import { runPrompt } from './run-prompt.ts';
import { UploadedClips } from './uploaded-clips.ts';

export interface ComfyUiRunnerOptions {
  /** Such as `http://127.0.0.1:8188`. */
  url: string;
  workflows: readonly ComfyUiWorkflowSpec[];
  limits?: Partial<FfmpegLimits>;
  follow?: Partial<FollowLimits>;
  /** Milliseconds that a clip which nobody uses stays at ComfyUI for another leg of its run, default 60,000. */
  clipLingerMs?: number;
}

const MIB = 1_048_576;
const DEFAULT_FOLLOW = { pollMs: 1_000, scheduleToStartMs: 600_000 };
const LEAST_START_TO_CLOSE_MS = 120_000;
const TIMEOUT_FACTOR = 20;
const HEALTH_MS = 10_000;
const CLIP_LINGER_MS = 60_000;

/** Renders workflows on a ComfyUI that runs beside the agent or elsewhere. */
export function createComfyUiRunner(options: ComfyUiRunnerOptions): Runner {
  return new ComfyUiRunner(options);
}

class ComfyUiRunner implements Runner {
  readonly id = 'comfyui';
  readonly takesDefinitions = true;
  readonly #options: ComfyUiRunnerOptions;
  readonly #client: ComfyUiClient;
  readonly #executions = new Executions();
  readonly #clips: UploadedClips;
  /** Of what stopped prompts left. */
  readonly #erasures = new Set<Promise<unknown>>();
  /** What its ComfyUI said last; null until asked, and when it does not answer. */
  #info: ObjectInfo | null = null;
  #accelerator: Accelerator = { gpuName: null, vramMiB: null, driverVersion: null };

  constructor(options: ComfyUiRunnerOptions) {
    this.#options = options;
    this.#client = new ComfyUiClient(new Upstream({ baseUrl: options.url }));
    this.#clips = new UploadedClips(this.#client, options.clipLingerMs ?? CLIP_LINGER_MS);
  }

  supports(workflow: { id: string; digest: string }): boolean {
    return this.whyNot(workflow) === null;
  }

  whyNot({ id, digest }: { id: string; digest: string }): string | null {
    const known = this.#options.workflows.find((workflow) => workflow.id === id);
    if (!known) return `the ComfyUI runner has no workflow ${id}`;
    if (known.digest !== digest) return `this agent has another version of ${id}`;
    if (!this.#info) return 'ComfyUI was not asked yet what it has';
    const faults = checkGraph(boundForCheck(known), this.#info);
    return faults.length === 0 ? null : faults.map(faultText).join('; ');
  }

  estimate(task: RunnerTask): ReturnType<Runner['estimate']> {
    return estimateWork(this.#workflowOf(task), task);
  }

  accelerator(): Accelerator {
    return this.#accelerator;
  }

  async healthCheck(): Promise<RunnerHealth> {
    const call = { signal: AbortSignal.timeout(HEALTH_MS), tally: { count: 0, waitedMs: 0 } };
    try {
      const { system, devices } = await this.#client.systemStats(call);
      this.#info = await this.#client.objectInfo(call);
      // A ComfyUI on the processor gives the machine's memory for video memory.
      const gpu = devices.find(({ type }) => type !== 'cpu');
      this.#accelerator = {
        gpuName: gpu?.name ?? null,
        vramMiB: gpu ? Math.floor(gpu.vram_total / MIB) : null,
        driverVersion: null,
      };
      return { healthy: true, version: system.comfyui_version ?? 'unknown' };
    } catch (error) {
      this.#info = null;
      const reason = error instanceof Error ? error.message : String(error);
      return { healthy: false, version: null, faults: [`ComfyUI at ${this.#options.url}: ${reason}`] };
    }
  }

  cancel(executionId: string): void {
    this.#executions.cancel(executionId);
  }

  async freeMemory(): Promise<void> {
    await this.#client.free({ signal: AbortSignal.timeout(HEALTH_MS), tally: { count: 0, waitedMs: 0 } });
  }

  async close(): Promise<void> {
    await Promise.all([this.#clips.close(), ...this.#erasures]);
  }

  execute(task: RunnerTask, io: RunnerIo): Promise<RunnerResult> {
    return this.#executions.run(io, async (signal) => {
      const folder = await mkdtemp(join(dirname(resolve(io.outputPath)), 'comfyui-'));
      try {
        return await this.#render(task, io, { signal, tally: { count: 0, waitedMs: 0 } }, folder);
      } catch (error) {
        await rm(io.outputPath, { force: true });
        if (signal.aborted && !(error instanceof RunnerError)) {
          throw new RunnerError('CANCELLED', 'the task was cancelled', { cause: error });
        }
        throw error;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  async #render(task: RunnerTask, io: RunnerIo, call: Call, folder: string): Promise<RunnerResult> {
    const workflow = this.#workflowOf(task);
    const { threads = 2, memoryMiB = 4_096 } = this.#options.limits ?? {};
    const work = { folder, signal: call.signal, limits: { threads, memoryMiB } };
    const footage = await openFootage(resolve(io.inputPath), call.signal);
    const cut = await cutFootage(resolve(io.inputPath), footage, task.excerpt, work);
    const clip = cut === resolve(io.inputPath) ? footage : await openFootage(cut, call.signal);
    const frame = evenFrame(clip);
    const graphOf = (uploaded: string) =>
      bindGraph(workflow.settings, {
        footage: uploaded,
        outputPrefix: `effect-studio/${io.executionId}`,
        seed: task.seed,
        frameWidth: frame.width,
        frameHeight: frame.height,
        parameters: readWish(task.parameters),
      });
    // What it has may have changed since the machine registered; the graph is checked before anything is sent.
    const info = await this.#client.objectInfo(call);
    this.#info = info;
    refuseFaults(graphOf('footage.mp4'), info);
    return this.#clips.use(cut, call, async (uploaded) => {
      const graph = graphOf(uploaded);
      const isLoader = (classType: string) => /(^|\/)loaders/.test(info[classType]?.category ?? '');
      const timeline = new PromptTimeline(io.executionId, graph, isLoader);
      const listener = {
        progress: (share: number) => io.onProgress(0.95 * share),
        preview: (preview: Preview) => io.onPreview?.(preview),
      };
      const prompt = {
        promptId: io.executionId,
        clientId: io.executionId,
        baseUrl: this.#options.url,
        graph,
      };
      const limits = this.#limitsFor(task);
      const { startedAtMs, entry } = await runPrompt(
        prompt,
        timeline,
        this.#client,
        limits,
        call,
        listener,
      ).catch((error: unknown) => {
        this.#eraseBehind(io.executionId);
        throw error;
      });
      await collectOutput(
        outputFiles(entry, workflow.settings.outputNodeId),
        { path: cut, clip },
        io.outputPath,
        this.#client,
        call,
        work,
      );
      const unerased = await erasePrompt(this.#client, io.executionId);
      io.onProgress(1);
      return resultOf(timeline, call, startedAtMs, unerased);
    });
  }

  /** Removes what a stopped prompt left, once it is over; nobody waits for it. */
  #eraseBehind(promptId: string): void {
    const erasure = erasePrompt(this.#client, promptId).finally(() => this.#erasures.delete(erasure));
    this.#erasures.add(erasure);
  }

  #limitsFor(task: RunnerTask): FollowLimits {
    const { expectedSeconds } = this.estimate(task);
    return {
      ...DEFAULT_FOLLOW,
      startToCloseMs: Math.max(LEAST_START_TO_CLOSE_MS, expectedSeconds * 1_000 * TIMEOUT_FACTOR),
      ...this.#options.follow,
    };
  }

  #workflowOf(task: RunnerTask): ComfyUiWorkflowSpec {
    const carried = carriedWorkflow<ComfyUiWorkflow>(task, 'comfyui', this.#options.workflows);
    if (carried) return carried;
    const { workflowId, effectTypeId, variant } = task;
    const workflow = this.#options.workflows.find(({ id }) => id === workflowId);
    if (!workflow || workflow.effectTypeId !== effectTypeId || workflow.variant !== variant) {
      throw new RunnerError('UNKNOWN_WORKFLOW', `no workflow ${workflowId} for ${effectTypeId} ${variant}`);
    }
    return workflow;
  }
}

/** A graph whose bound inputs have something in them, so that only what is really missing shows. */
const boundForCheck = ({ settings }: ComfyUiWorkflowSpec) =>
  bindGraph(settings, {
    footage: 'footage.mp4',
    outputPrefix: 'check',
    seed: 0,
    frameWidth: 640,
    frameHeight: 360,
    parameters: {},
  });

function refuseFaults(graph: Parameters<typeof checkGraph>[0], info: ObjectInfo): void {
  const faults = checkGraph(graph, info);
  if (faults.length === 0) return;
  throw new RunnerError('WORKFLOW_REFUSED', 'the workflow does not fit this ComfyUI', {
    faults: faults.map(faultText),
    // Another machine may have the model or the node.
    retryable: faults.every(({ isLocal }) => isLocal),
  });
}
