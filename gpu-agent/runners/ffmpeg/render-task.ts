import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { inputArgs, runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { toCubeText } from '@effect-studio/media/look/lut';
import { MediaError } from '@effect-studio/media/media-error';
import type { VideoMetadata } from '@effect-studio/media/probe/probe';
import { z } from 'zod';
import { openFootage } from '../open-footage.ts';
import type { RunnerIo, RunnerResult, RunnerTask } from '../runner.ts';
import { RunnerError } from '../runner-error.ts';
import { tryMotion } from './effects/motion-trial.ts';
import { dependsOnTrial } from './effects/paced-motion.ts';
import { encodeArguments } from './encode-arguments.ts';
import { estimateWork, renderedMs } from './estimate-work.ts';
import type { FfmpegLimits } from './ffmpeg-limits.ts';
import type { FfmpegWorkflowSpec } from './ffmpeg-workflow.ts';
import { plannerDigest } from './planner-digest.ts';
import { plannerOf } from './planners.ts';
import { PreviewOutput } from './preview-output.ts';
import type { PlanInput, RenderPlan } from './render-plan.ts';
import { evenFrame, OUTPUT_FILTERS, sourceFilters } from './source-filters.ts';
import { graphWithWishes, readWish } from './wish.ts';

// A laptop on battery, sharing its cores, may take this many times the estimate; beyond it something hangs.
const TIMEOUT_FACTOR = 20;
const LEAST_TIMEOUT_MS = 60_000;

/** What a run of ffmpeg delivered; who called it knows when media programs ran. */
type Rendered = Omit<RunnerResult, 'mediaIntervals'>;

/**
 * Renders one task with one run of ffmpeg.
 * @throws RunnerError; no output is left behind then
 */
export async function renderTask(
  workflow: FfmpegWorkflowSpec,
  task: RunnerTask,
  io: RunnerIo,
  limits: Required<FfmpegLimits>,
): Promise<Rendered> {
  const startedAt = performance.now();
  const outputPath = resolve(io.outputPath);
  // Beside the output: what is left when the agent is killed goes with the task's folder.
  const folder = await mkdtemp(join(dirname(outputPath), 'plan-'));
  try {
    const clip = await openFootage(resolve(io.inputPath), io.signal);
    const lengthMs = renderedMs(clip.durationMs, task.excerpt);
    if (lengthMs <= 0)
      throw new RunnerError('INVALID_PARAMETERS', 'the excerpt begins after the end of the clip');
    const motionTrial = dependsOnTrial(workflow.settings)
      ? await tryMotion(
          {
            ...{ path: io.inputPath, startMs: task.excerpt?.startMs ?? 0, lengthMs, frame: evenFrame(clip) },
            ...{ frameRate: steadyRate(clip), sourceFilters: sourceFilters(clip), folder },
            limits,
          },
          io.signal,
        )
      : null;
    const plan = planTask(workflow, task, clip, { folder, lengthMs, motionTrial });
    for (const [name, lut] of Object.entries(plan.luts)) await writeFile(join(folder, name), toCubeText(lut));
    for (const [name, bytes] of Object.entries(plan.pictures ?? {}))
      await writeFile(join(folder, name), bytes);
    const rendered = await execute(workflow, task, { ...io, outputPath }, limits, {
      clip,
      lengthMs,
      plan,
      folder,
    });
    // Planning counts: tables are computed for this very task.
    return { ...rendered, busySeconds: (performance.now() - startedAt) / 1_000 };
  } catch (error) {
    await rm(outputPath, { force: true });
    throw asRunnerError(error, io.signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function planTask(
  workflow: FfmpegWorkflowSpec,
  task: RunnerTask,
  clip: VideoMetadata,
  place: Pick<PlanInput, 'folder' | 'lengthMs' | 'motionTrial'>,
): RenderPlan {
  const plan = plannerOf(workflow.effectTypeId);
  if (plan === null) throw new RunnerError('UNKNOWN_WORKFLOW', `no planner for ${workflow.effectTypeId}`);
  try {
    return plan({
      settings: workflow.settings,
      parameters: task.parameters,
      example: task.exampleDescriptor,
      footage: task.footageDescriptor,
      frame: evenFrame(clip),
      frameRate: steadyRate(clip),
      seed: task.seed >>> 0,
      ...place,
    });
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new RunnerError('INVALID_PARAMETERS', z.prettifyError(error), { cause: error });
    throw error;
  }
}

/** Highest rate that paced effects make frames for. */
const MOST_FPS = 60;

/** The rate of the footage, or its average where it has none. */
function steadyRate({ frameRate, averageFps, isVariableFrameRate }: VideoMetadata) {
  const fps = frameRate.num / frameRate.den;
  if (!isVariableFrameRate && fps <= MOST_FPS) return frameRate;
  return { num: Math.round(Math.min(MOST_FPS, averageFps) * 1_000), den: 1_000 };
}

async function execute(
  workflow: FfmpegWorkflowSpec,
  task: RunnerTask,
  io: RunnerIo,
  limits: Required<FfmpegLimits>,
  {
    clip,
    lengthMs,
    plan,
    folder,
  }: { clip: VideoMetadata; lengthMs: number; plan: RenderPlan; folder: string },
): Promise<Omit<Rendered, 'busySeconds'>> {
  let frames = 0;
  let share = 0;
  const resultMs = lengthMs * (plan.pace?.durationFactor ?? 1);
  const wished = graphWithWishes(plan.graph, workflow.effectTypeId, readWish(task.parameters));
  const previews = io.onPreview ? new PreviewOutput(folder, resultMs, io.onPreview) : null;
  const ending = previews
    ? `${OUTPUT_FILTERS}[made];${previews.filters('made', 'out')}`
    : `${OUTPUT_FILTERS}[out]`;
  const graph = `[0:v:0]${sourceFilters(clip)}[footage];${wished};[wished]${ending}`;
  const { expectedSeconds } = estimateWork(workflow, {
    excerpt: task.excerpt,
    footageMedia: { ...clip, frameRate: clip.averageFps },
  });
  const excerpt = task.excerpt ? { startMs: task.excerpt.startMs, durationMs: lengthMs } : {};
  const input = inputArgs(io.inputPath, { ...excerpt, threads: limits.threads });
  await runFfmpeg(
    [
      '-filter_complex_threads',
      String(limits.threads),
      ...input,
      '-filter_complex',
      graph,
      ...(plan.pace ? ['-af', plan.pace.audioFilter] : []),
      ...encodeArguments(workflow.encode, io.outputPath),
      ...(previews?.arguments ?? []),
    ],
    {
      memoryMiB: limits.memoryMiB,
      timeoutMs: Math.max(LEAST_TIMEOUT_MS, expectedSeconds * 1_000 * TIMEOUT_FACTOR),
      signal: io.signal,
      onProgress: (progress) => {
        frames = progress.frame;
        share = Math.max(share, Math.min(1, progress.outTimeMs / resultMs));
        io.onProgress(progress.done ? 1 : share);
        void previews?.look();
      },
    },
  ).finally(() => previews?.end());
  return { frames, notes: [...plan.notes, ...drawnOtherwise(workflow)] };
}

/** A form that came with the lease may have been written for other code. */
function drawnOtherwise({ id, version, effectTypeId, planner }: FfmpegWorkflowSpec): string[] {
  return planner === undefined || planner === plannerDigest(effectTypeId)
    ? []
    : [
        `${id} in version ${version} was written for other code of the agent: it may look different than it did`,
      ];
}

function asRunnerError(error: unknown, signal: AbortSignal): RunnerError {
  if (error instanceof RunnerError) return error;
  if (signal.aborted) return new RunnerError('CANCELLED', 'the task was cancelled', { cause: error });
  if (error instanceof MediaError && (error.code === 'TIMEOUT' || error.code === 'CPU_LIMIT'))
    return new RunnerError('OUT_OF_TIME', error.message, { cause: error, timeout: 'startToClose' });
  if (isDiskFull(error))
    return new RunnerError('DISK_FULL', 'The disk of this machine is full: free some space.', {
      cause: error,
    });
  if (error instanceof MediaError && error.code === 'OUT_OF_MEMORY')
    return new RunnerError('OUT_OF_MEMORY', error.message, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new RunnerError('RENDER_FAILED', message, { cause: error });
}

/** ffmpeg's own files may be small enough to fail at the very write of a table. */
const isDiskFull = (error: unknown): boolean =>
  (error instanceof MediaError && error.code === 'DISK_FULL') ||
  (error as NodeJS.ErrnoException | null)?.code === 'ENOSPC';
