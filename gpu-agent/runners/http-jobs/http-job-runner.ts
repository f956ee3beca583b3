import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Executions } from '../executions.ts';
import { estimateWork } from '../ffmpeg/estimate-work.ts';
import type { FfmpegLimits } from '../ffmpeg/ffmpeg-limits.ts';
import { cutFootage, finishVideo } from '../finish-clip.ts';
import { openFootage } from '../open-footage.ts';
import type { Runner, RunnerHealth, RunnerIo, RunnerResult, RunnerTask } from '../runner.ts';
import { RunnerError } from '../runner-error.ts';
import { Upstream, type UpstreamOptions } from '../upstream/upstream.ts';
import type { WorkflowSpec } from '../workflow-spec.ts';
import { type Call, JobClient } from './job-client.ts';
import type { Job } from './job-protocol.ts';

export interface HttpJobRunnerOptions {
  /** Name of the adapter, for people. */
  id: string;
  url: string;
  /** Sent as a bearer token; null: none. */
  token: string | null;
  workflows: readonly WorkflowSpec[];
  limits?: Partial<FfmpegLimits>;
  /** Milliseconds between two looks at a job whose service does not say, default 1,000. */
  pollMs?: number;
  /** Longest wait before a job begins, milliseconds, default 600,000. */
  scheduleToStartMs?: number;
  /** Longest work on a job, milliseconds; default twenty times what is expected, at least 120,000. */
  startToCloseMs?: number;
  upstream?: Partial<UpstreamOptions>;
}

const HEALTH_MS = 10_000;
const STOP_MS = 1_500;
const LONGEST_POLL_MS = 30_000;
const LEAST_START_TO_CLOSE_MS = 120_000;
const TIMEOUT_FACTOR = 20;

/** Renders on a service that speaks the job protocol (`docs/providers/job-protocol.md`). */
export function createHttpJobRunner(options: HttpJobRunnerOptions): Runner {
  return new HttpJobRunner(options);
}

class HttpJobRunner implements Runner {
  readonly id: string;
  readonly #options: HttpJobRunnerOptions;
  readonly #client: JobClient;
  readonly #executions = new Executions();
  /** Digests by workflow, as the service last said; null until asked, and when it does not answer. */
  #served: ReadonlyMap<string, string> | null = null;

  constructor(options: HttpJobRunnerOptions) {
    this.id = options.id;
    this.#options = options;
    const headers: Record<string, string> = options.token ? { authorization: `Bearer ${options.token}` } : {};
    this.#client = new JobClient(new Upstream({ baseUrl: options.url, headers, ...options.upstream }));
  }

  supports(workflow: { id: string; digest: string }): boolean {
    return this.whyNot(workflow) === null;
  }

  whyNot({ id, digest }: { id: string; digest: string }): string | null {
    const known = this.#options.workflows.find((workflow) => workflow.id === id);
    if (!known) return `${this.id} has no workflow ${id}`;
    if (known.digest !== digest) return `this agent has another version of ${id}`;
    if (!this.#served) return `${this.id} was not asked yet what it has`;
    const served = this.#served.get(id);
    if (served === undefined) return `the service does not serve ${id} now`;
    return served === bare(digest) ? null : `the service has another version of ${id}`;
  }

  estimate(task: RunnerTask): ReturnType<Runner['estimate']> {
    return estimateWork(this.#workflowOf(task), task);
  }

  async healthCheck(): Promise<RunnerHealth> {
    const call = { signal: AbortSignal.timeout(HEALTH_MS), tally: { count: 0, waitedMs: 0 } };
    try {
      const { version } = await this.#client.health(call);
      const served = await this.#client.workflows(call);
      this.#served = new Map(served.map(({ id, digest }) => [id, bare(digest)]));
      return { healthy: true, version };
    } catch (error) {
      this.#served = null;
      const reason = error instanceof Error ? error.message : String(error);
      return { healthy: false, version: null, faults: [`${this.id} at ${this.#options.url}: ${reason}`] };
    }
  }

  cancel(executionId: string): void {
    this.#executions.cancel(executionId);
  }

  execute(task: RunnerTask, io: RunnerIo): Promise<RunnerResult> {
    return this.#executions.run(io, async (signal) => {
      const folder = await mkdtemp(join(dirname(resolve(io.outputPath)), 'job-'));
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
    const input = resolve(io.inputPath);
    const clip = await openFootage(input, call.signal);
    const cut = await cutFootage(input, clip, task.excerpt, work);
    const inputSha256 = await this.#client.putInput(cut, call);
    const startedAtMs = Date.now();
    const followed = this.#follow(task, workflow, inputSha256, io, call).catch(async (error: unknown) => {
      await this.#stop(io.executionId);
      throw error;
    });
    const { job, workedMs } = await followed;
    if (!job.output) throw new RunnerError('OUTPUT_INVALID', 'the job ended well and has no output');
    const made = join(folder, 'made.mp4');
    await this.#client.download(io.executionId, job.output, made, call);
    await finishVideo(made, io.outputPath, work);
    io.onProgress(1);
    const { busyMs = workedMs, startupMs, nodeTimings, cachedNodeIds } = job.figures ?? {};
    return {
      busySeconds: busyMs / 1_000,
      frames: 0,
      mediaIntervals: [{ startedAtMs, endedAtMs: startedAtMs + busyMs }],
      notes: [],
      throttled: { ...call.tally },
      ...(startupMs === undefined ? {} : { startupSeconds: startupMs / 1_000 }),
      ...(nodeTimings ? { nodeTimings } : {}),
      ...(cachedNodeIds ? { cachedNodeIds } : {}),
    };
  }

  /** Asks for the job and looks at it until it is over. @returns it, and how long it was seen at work */
  async #follow(
    task: RunnerTask,
    workflow: WorkflowSpec,
    inputSha256: string,
    io: RunnerIo,
    call: Call,
  ): Promise<{ job: Job; workedMs: number }> {
    const { parameters, seed, exampleDescriptor, footageDescriptor } = task;
    const request = {
      workflowId: workflow.id,
      digest: bare(workflow.digest),
      ...{ parameters, seed, exampleDescriptor, footageDescriptor, inputSha256 },
    };
    await this.#client.putJob(io.executionId, request, call);
    const askedAt = performance.now();
    let startedAt: number | null = null;
    let share = 0;
    for (;;) {
      const found = await this.#client.getJob(io.executionId, call);
      if (!found)
        throw new RunnerError('JOB_LOST', 'the service does not know this job any more', tallied(call));
      const { job, waitMs } = found;
      const now = performance.now();
      if (job.status !== 'queued') startedAt ??= now;
      if (job.status === 'succeeded') return { job, workedMs: Math.round(now - (startedAt ?? now)) };
      if (job.status === 'failed') throw failureOf(job, call);
      if (job.status === 'cancelled') {
        throw new RunnerError('JOB_LOST', 'somebody cancelled the job at the service', tallied(call));
      }
      if (job.progress !== undefined && job.progress > share) {
        share = job.progress;
        io.onProgress(0.95 * share);
      }
      this.#refuseLateness(task, askedAt, startedAt, now, call);
      await this.#pause(waitMs ?? this.#options.pollMs ?? 1_000, call.signal);
    }
  }

  #refuseLateness(
    task: RunnerTask,
    askedAt: number,
    startedAt: number | null,
    now: number,
    call: Call,
  ): void {
    const { scheduleToStartMs = 600_000, startToCloseMs = this.#longest(task) } = this.#options;
    if (startedAt === null && now - askedAt > scheduleToStartMs) {
      const options = { timeout: 'scheduleToStart' as const, ...tallied(call) };
      throw new RunnerError('OUT_OF_TIME', 'the job did not begin in time', options);
    }
    if (startedAt !== null && now - startedAt > startToCloseMs) {
      const options = { timeout: 'startToClose' as const, ...tallied(call) };
      throw new RunnerError('OUT_OF_TIME', 'the job did not end in time', options);
    }
  }

  #longest(task: RunnerTask): number {
    return Math.max(LEAST_START_TO_CLOSE_MS, this.estimate(task).expectedSeconds * 1_000 * TIMEOUT_FACTOR);
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(Math.min(ms, LONGEST_POLL_MS), undefined, { signal }).catch((error: unknown) => {
      throw new RunnerError('CANCELLED', 'the task was cancelled', { cause: error });
    });
  }

  /** Never throws: whoever stops a job is done with it. */
  async #stop(jobId: string): Promise<void> {
    const call = { signal: AbortSignal.timeout(STOP_MS), tally: { count: 0, waitedMs: 0 } };
    await this.#client.deleteJob(jobId, call).catch(() => undefined);
  }

  #workflowOf({ workflowId, effectTypeId, variant }: RunnerTask): WorkflowSpec {
    const workflow = this.#options.workflows.find(({ id }) => id === workflowId);
    if (!workflow || workflow.effectTypeId !== effectTypeId || workflow.variant !== variant) {
      throw new RunnerError('UNKNOWN_WORKFLOW', `no workflow ${workflowId} for ${effectTypeId} ${variant}`);
    }
    return workflow;
  }
}

const bare = (digest: string): string => digest.replace(/^sha256:/, '');
const tallied = (call: Call) => ({ throttled: { ...call.tally } });

/** A failure in the service's words; what it calls passing may succeed elsewhere. */
function failureOf({ error, figures }: Job, call: Call): RunnerError {
  const { code = 'UNKNOWN', message = 'no reason given', retryable = true } = error ?? {};
  return new RunnerError('RENDER_FAILED', `${code}: ${message}`, {
    retryable,
    ...tallied(call),
    ...(figures?.busyMs === undefined ? {} : { busySeconds: figures.busyMs / 1_000 }),
  });
}
