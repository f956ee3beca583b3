import type { RunInterval } from '@effect-studio/media/ffmpeg/media-process';
import { streamFrames } from '@effect-studio/media/frames/frames';
import type { VideoMetadata } from '@effect-studio/media/probe/video-metadata';
import type { Analysis } from '@effect-studio/schema/media/analysis';
import { ClipObserver } from './clip-observer.ts';

export interface AnalyseOptions {
  signal?: AbortSignal | undefined;
  /** Length of the excerpt, default 3 000 ms. */
  excerptMs?: number;
  /** Wall-clock limit of the decoding; default two minutes and twice the clip's length. */
  timeoutMs?: number;
}

const NATIVE_FRAMES = 12;
const MIN_NATIVE_EVERY = 12;
const LEAST_TIMEOUT_MS = 120_000;

/**
 * Analyses one local clip with a single decode, all of it, whatever its length, in memory that does not grow with
 * it. Give it the normalised proxy: upright, SDR, constant rate.
 * @param metadata of that same file
 * @returns the analysis, and when ffmpeg ran for it
 * @throws MediaError as `streamFrames`
 */
export async function analyseVideo(
  path: string,
  metadata: VideoMetadata,
  options: AnalyseOptions = {},
): Promise<{ analysis: Analysis; mediaInterval: RunInterval }> {
  const { durationMs, width, height } = metadata;
  const expectedFrames = (durationMs / 1_000) * metadata.averageFps;
  const nativeEvery = Math.max(MIN_NATIVE_EVERY, Math.ceil(expectedFrames / NATIVE_FRAMES));
  const { excerptMs } = options;
  const observer = new ClipObserver({
    ...{ durationMs, width, height, expectedFrames, nativeEvery, excerptMs },
  });
  const { interval } = await streamFrames(
    path,
    {
      nativeWidth: width,
      nativeHeight: height,
      nativeFormat: 'rgb24',
      nativeEvery,
      signal: options.signal,
      timeoutMs: options.timeoutMs ?? LEAST_TIMEOUT_MS + 2 * durationMs,
    },
    {
      onLow: (rgb, ptsMs) => observer.addLow(rgb, ptsMs),
      onNative: (rgb) => observer.addNative(rgb),
    },
  );
  return { analysis: observer.finish(), mediaInterval: interval };
}

/** {@link analyseVideo} with one argument, as threads are called. */
export function analyseClipFile(clip: {
  path: string;
  metadata: VideoMetadata;
}): ReturnType<typeof analyseVideo> {
  return analyseVideo(clip.path, clip.metadata);
}
