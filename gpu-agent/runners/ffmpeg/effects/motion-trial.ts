import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inputArgs, runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { mean } from '@effect-studio/media/statistics';
import type { FfmpegLimits } from '../ffmpeg-limits.ts';
import { escapeFilterValue } from '../filter-text.ts';
import type { FrameSize } from '../render-plan.ts';
import { followingMotion, MIXING_FRAMES, motionSize } from './made-frames.ts';

/** How near frames that were made come to true ones that had been left out: mean SSIM, 0 to 1. */
export interface MotionTrial {
  /** Made by following what moves. */
  followed: number;
  /** Mixed from their neighbours. */
  mixed: number;
}

/** A clip and the stretch of it that is to be rendered. */
export interface TriedStretch {
  path: string;
  startMs: number;
  lengthMs: number;
  frame: FrameSize;
  frameRate: { readonly num: number; readonly den: number };
  /** Filters that bring the decoded picture upright and to even sides. */
  sourceFilters: string;
  /** Where the scores are written. */
  folder: string;
  limits: Required<FfmpegLimits>;
}

/** Enough to tell, and little beside the rendering. */
const TRIED_MS = 1_600;
/** Frames at the end that interpolation may have no neighbours for. */
const LAST_FRAMES = 3;
const LEAST_FRAMES = 8;
const TIMEOUT_MS = 60_000;

/**
 * Leaves out every second frame of the middle of a stretch, has it made again in both ways, and holds what was made against
 * the true one. Deterministic.
 * @returns null for a stretch that is too short to tell
 * @throws MediaError as `runFfmpeg`
 */
export async function tryMotion(stretch: TriedStretch, signal: AbortSignal): Promise<MotionTrial | null> {
  const { num, den } = stretch.frameRate;
  const rate = `${num}/${den}`;
  const durationMs = Math.min(TRIED_MS, stretch.lengthMs);
  const startMs = stretch.startMs + (stretch.lengthMs - durationMs) / 2;
  const { width, height } = motionSize(stretch.frame);
  const scoresOf = (made: string) => join(stretch.folder, `${made}.ssim`);
  const judged = (made: string, truth: string) =>
    `[${made}][${truth}]ssim=stats_file=${escapeFilterValue(scoresOf(made))}[${made}Judged]`;
  const graph = [
    `[0:v:0]${stretch.sourceFilters},setpts=PTS-STARTPTS,fps=${rate},scale=${width}:${height}:flags=area,format=yuv420p,split=3[truth1][truth2][all]`,
    "[all]select='not(mod(n,2))',split[toFollow][toMix]",
    `[toFollow]${followingMotion(rate)}[followed]`,
    `[toMix]framerate=fps=${rate}:${MIXING_FRAMES}[mixed]`,
    judged('followed', 'truth1'),
    judged('mixed', 'truth2'),
  ].join(';');
  await runFfmpeg(
    [
      ...['-filter_complex_threads', String(stretch.limits.threads)],
      ...inputArgs(stretch.path, { startMs, durationMs, threads: stretch.limits.threads }),
      ...['-filter_complex', graph],
      ...['followed', 'mixed'].flatMap((made) => ['-map', `[${made}Judged]`, '-f', 'null', '-']),
    ],
    { timeoutMs: TIMEOUT_MS, memoryMiB: stretch.limits.memoryMiB, signal },
  );
  const followed = await readScores(scoresOf('followed'));
  const mixed = await readScores(scoresOf('mixed'));
  const count = Math.min(followed.length, mixed.length) - LAST_FRAMES;
  if (count < LEAST_FRAMES) return null;
  return { followed: mean(followed.slice(0, count)), mixed: mean(mixed.slice(0, count)) };
}

/** SSIM of luma of every frame, as the filter writes it: `n:2 Y:0.930691 …`. */
async function readScores(path: string): Promise<number[]> {
  const lines = await readFile(path, 'utf8');
  return [...lines.matchAll(/^n:\d+ Y:([\d.]+)/gm)].map(([, score]) => Number(score));
}
