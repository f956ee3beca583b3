import { join } from 'node:path';
import { analyseVideo } from '@effect-studio/analysis/domain/analyse-video';
import { createFfmpegRunner } from '@effect-studio/gpu-agent/runners/ffmpeg/ffmpeg-runner';
import { WORKFLOW_CATALOGUE } from '@effect-studio/gpu-agent/runners/ffmpeg/workflow-catalogue';
import type { WorkflowSpec } from '@effect-studio/gpu-agent/runners/workflow-spec';
import { writeProxy } from '@effect-studio/media/derived/proxy';
import { inputArgs, runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { probeVideo, type VideoMetadata } from '@effect-studio/media/probe/probe';
import { evaluateOutput } from '@effect-studio/quality/domain/evaluate-output';
import type { Analysis } from '@effect-studio/schema/media/analysis';
import type { QualityEvaluation } from '@effect-studio/schema/media/quality-vector';
import { EffectsFault } from './effects-fault.ts';

/** A clip as the studio would have it: normalised and analysed. */
export interface PreparedClip {
  path: string;
  metadata: VideoMetadata;
  analysis: Analysis;
}

/** One workflow on the clip. */
export interface RenderedEffect {
  workflow: WorkflowSpec;
  path: string;
  /** Processor time of ffmpeg by the wall clock, seconds, and over a bare decode of the same stretch. */
  seconds: number;
  timesDecode: number;
  evaluation: QualityEvaluation;
  notes: string[];
}

const PREPARE_TIMEOUT_MS = 600_000;
const SEED = 11;

/** Normalises and analyses a clip. @throws EffectsFault in words when it has no picture */
export async function prepareClip(path: string, folder: string, name: string): Promise<PreparedClip> {
  const found = await probeVideo(path).catch(() => null);
  if (found === null) throw new EffectsFault(`${path} is no video that can be read.`);
  const proxy = join(folder, `${name}.mp4`);
  await writeProxy(path, found, proxy, { timeoutMs: PREPARE_TIMEOUT_MS });
  const metadata = (await probeVideo(proxy))!;
  const { analysis } = await analyseVideo(proxy, metadata);
  return { path: proxy, metadata, analysis };
}

/** Seconds of a bare decode of the stretch: what everything is held against. */
export async function decodeSeconds(
  path: string,
  stretch: { startMs: number; durationMs: number },
): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { startedAtMs, endedAtMs } = await runFfmpeg(
      [...inputArgs(path, stretch), '-map', '0:v:0', '-f', 'null', '-'],
      { timeoutMs: PREPARE_TIMEOUT_MS },
    );
    times.push((endedAtMs - startedAtMs) / 1_000);
  }
  return Math.min(...times);
}

/**
 * Renders every workflow of the catalogue on an excerpt of the footage and judges what came out.
 * @param only ids of effect types; default all
 */
export async function renderEffects(
  footage: PreparedClip,
  example: PreparedClip,
  options: {
    folder: string;
    excerptMs: number;
    only: readonly string[];
    onRendered: (rendered: RenderedEffect) => void;
  },
): Promise<RenderedEffect[]> {
  const runner = createFfmpegRunner();
  const { startMs } = footage.analysis.excerpt;
  const durationMs = Math.min(options.excerptMs, footage.metadata.durationMs - startMs);
  const excerpt = { startMs, durationMs };
  const rendered: RenderedEffect[] = [];
  for (const workflow of WORKFLOW_CATALOGUE) {
    if (options.only.length > 0 && !options.only.includes(workflow.effectTypeId)) continue;
    const decode = await decodeSeconds(footage.path, excerpt);
    const path = join(options.folder, `${workflow.id}.mp4`);
    const task = {
      ...{ workflowId: workflow.id, effectTypeId: workflow.effectTypeId, variant: workflow.variant },
      ...{ parameters: {}, excerpt, seed: SEED, budgetContext: 'system_test' as const },
      exampleDescriptor: example.analysis.descriptor,
      footageDescriptor: footage.analysis.descriptor,
    };
    const io = {
      ...{ executionId: workflow.id, inputPath: footage.path, outputPath: path },
      signal: new AbortController().signal,
    };
    const { busySeconds, notes } = await runner.execute(task, { ...io, onProgress: () => undefined });
    const { evaluation } = await evaluateOutput({
      ...{ footagePath: footage.path, outputPath: path, example: { path: example.path } },
      ...{ effectTypeId: workflow.effectTypeId, window: excerpt },
    });
    const one = {
      workflow,
      path,
      seconds: busySeconds,
      timesDecode: busySeconds / decode,
      evaluation,
      notes,
    };
    rendered.push(one);
    options.onRendered(one);
  }
  return rendered;
}
