import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { fileAddress, inputArgs, MAX_DECODED_PIXELS } from '@effect-studio/media/ffmpeg/input-arguments';
import { MediaError } from '@effect-studio/media/media-error';
import { probeVideo, type VideoMetadata } from '@effect-studio/media/probe/probe';
import { encodeArguments } from './ffmpeg/encode-arguments.ts';
import type { FfmpegLimits } from './ffmpeg/ffmpeg-limits.ts';
import { evenFrame, OUTPUT_FILTERS, sourceFilters } from './ffmpeg/source-filters.ts';
import type { Excerpt } from './runner.ts';
import { RunnerError } from './runner-error.ts';

/**
 * Between the studio's clips and programs of other people: cutting the stretch that they get, and bringing what they
 * make into the form of every output: H.264 with faststart, even sides, and nothing of anybody's metadata. ComfyUI, for
 * one, writes the whole prompt into the tags of its videos.
 */
export interface ClipWork {
  folder: string;
  signal: AbortSignal;
  limits: Required<FfmpegLimits>;
}

const TIMEOUT_MS = 600_000;
const NOTHING_OF_ITS_TAGS = [
  ...['-map_metadata', '-1', '-map_metadata:s', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
  ...['-movflags', '+faststart', '-f', 'mp4'],
];
const FINE = { preset: 'veryfast', crf: 16, audioKbps: 192 };

/** The excerpt as a clip of its own, nearly lossless; the footage itself where the whole is wanted. */
export async function cutFootage(
  inputPath: string,
  clip: VideoMetadata,
  excerpt: Excerpt | null,
  work: ClipWork,
): Promise<string> {
  if (excerpt === null) return inputPath;
  if (excerpt.startMs >= clip.durationMs) {
    throw new RunnerError('INVALID_PARAMETERS', 'the excerpt begins after the end of the clip');
  }
  const path = join(work.folder, 'excerpt.mp4');
  const graph = `[0:v:0]${sourceFilters(clip)},${OUTPUT_FILTERS}[out]`;
  await run(
    [...inputArgs(inputPath, excerpt), '-filter_complex', graph, ...encodeArguments(FINE, path)],
    work,
    'INPUT_UNREADABLE',
  );
  return path;
}

/** The one clip that somebody made. What is H.264 already is not compressed again. */
export async function finishVideo(madePath: string, outputPath: string, work: ClipWork): Promise<void> {
  const clip = await readable(madePath, work.signal);
  const { width, height } = evenFrame(clip);
  const isFit =
    clip.videoCodec === 'h264' &&
    clip.pixelFormat === 'yuv420p' &&
    width === clip.width &&
    height === clip.height;
  const source = inputArgs(madePath, { threads: work.limits.threads });
  await run(
    isFit && (clip.audioCodec === null || clip.audioCodec === 'aac')
      ? [
          ...source,
          '-map',
          '0:v:0',
          '-map',
          '0:a:0?',
          '-c',
          'copy',
          ...NOTHING_OF_ITS_TAGS,
          fileAddress(outputPath),
        ]
      : [
          ...source,
          '-filter_complex',
          `[0:v:0]${sourceFilters(clip)},${OUTPUT_FILTERS}[out]`,
          ...encodeArguments(FINE, outputPath),
        ],
    work,
    'OUTPUT_INVALID',
    outputPath,
  );
}

/**
 * Pictures, one per frame, with the sound of the footage.
 * @param pattern of their paths for ffmpeg, such as `/folder/frame-%05d.png`, from 0 on
 */
export async function finishImages(
  pattern: string,
  footage: { path: string; clip: VideoMetadata },
  outputPath: string,
  work: ClipWork,
): Promise<void> {
  const even = 'crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0';
  await run(
    [
      ...['-protocol_whitelist', 'file', '-max_pixels', String(MAX_DECODED_PIXELS), '-f', 'image2'],
      ...['-framerate', String(footage.clip.averageFps), '-i', fileAddress(pattern)],
      ...inputArgs(footage.path),
      ...['-filter_complex', `[0:v:0]${even},${OUTPUT_FILTERS}[out]`],
      ...encodeArguments(FINE, outputPath, '1:a:0?'),
    ],
    work,
    'OUTPUT_INVALID',
    outputPath,
  );
}

async function readable(path: string, signal: AbortSignal): Promise<VideoMetadata> {
  const clip = await probeVideo(path, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw new RunnerError('CANCELLED', 'the task was cancelled', { cause: error });
    return null;
  });
  if (clip && clip.width > 1 && clip.height > 1) return clip;
  throw new RunnerError('OUTPUT_INVALID', 'what was made is no clip that can be opened');
}

async function run(
  args: readonly string[],
  { signal, limits }: ClipWork,
  code: 'INPUT_UNREADABLE' | 'OUTPUT_INVALID',
  outputPath?: string,
): Promise<void> {
  try {
    await runFfmpeg(args, { timeoutMs: TIMEOUT_MS, memoryMiB: limits.memoryMiB, signal });
  } catch (error) {
    if (outputPath) await rm(outputPath, { force: true });
    if (signal.aborted) throw new RunnerError('CANCELLED', 'the task was cancelled', { cause: error });
    if (!(error instanceof MediaError)) throw error;
    if (error.code === 'DISK_FULL') {
      throw new RunnerError('DISK_FULL', 'The disk of this machine is full: free some space.', {
        cause: error,
      });
    }
    if (error.code === 'OUT_OF_MEMORY')
      throw new RunnerError('OUT_OF_MEMORY', error.message, { cause: error });
    throw new RunnerError(code, error.message, { cause: error });
  }
}
