import { readFrames } from '@effect-studio/media/frames';
import type { RunInterval } from '@effect-studio/media/media-process';
import type { VideoMetadata } from '@effect-studio/media/video-metadata';
import type { Analysis } from '@effect-studio/schema/media/analysis';
import { analyseFrames } from './analyse-frames.ts';

export interface AnalyseOptions {
  signal?: AbortSignal | undefined;
  /** How much of the beginning is looked at, default 60 000 ms (about 80 MB of small frames at 30 fps). */
  maxAnalysedMs?: number;
  /** Length of the excerpt, default 3 000 ms. */
  excerptMs?: number;
  /** Wall-clock limit of the decoding, default 120 000 ms. */
  timeoutMs?: number;
}

const NATIVE_FRAMES = 12;
const MIN_NATIVE_EVERY = 15;

/**
 * Analyses one local clip with a single decode. Give it the normalised proxy: upright, SDR, constant rate.
 * @param metadata of that same file
 * @returns the analysis, and when ffmpeg ran for it
 * @throws MediaError as `readFrames`
 */
export async function analyseVideo(
  path: string,
  metadata: VideoMetadata,
  options: AnalyseOptions = {},
): Promise<{ analysis: Analysis; mediaInterval: RunInterval }> {
  const analysedMs = Math.min(metadata.durationMs, options.maxAnalysedMs ?? 60_000);
  const expectedFrames = (analysedMs / 1_000) * metadata.averageFps;
  const frames = await readFrames(path, {
    nativeWidth: metadata.width,
    nativeHeight: metadata.height,
    nativeEvery: Math.max(MIN_NATIVE_EVERY, Math.ceil(expectedFrames / NATIVE_FRAMES)),
    durationMs: analysedMs,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
  });
  const analysis = analyseFrames(frames, { durationMs: metadata.durationMs, analysedMs }, options.excerptMs);
  return { analysis, mediaInterval: frames.interval };
}

/** {@link analyseVideo} with one argument, as threads are called. */
export function analyseClipFile(clip: {
  path: string;
  metadata: VideoMetadata;
}): ReturnType<typeof analyseVideo> {
  return analyseVideo(clip.path, clip.metadata);
}
