import { type FfmpegOptions, type FfmpegResult, inputArgs, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { displaySize, type VideoMetadata } from '../probe/video-metadata.ts';

export interface PosterOptions extends Pick<FfmpegOptions, 'signal'> {
  /** Widest side in pixels, default 640; never enlarged. */
  maxSide?: number;
  format?: 'jpg' | 'webp';
  /** Milliseconds; by default the most typical of about three seconds after the first tenth. */
  atMs?: number;
  /** Wall-clock limit in milliseconds, default 30 000. */
  timeoutMs?: number;
}

const TYPICAL_OF_FRAMES = 75;

/** Writes one still that stands for the clip. Give it the proxy: HDR is not tone-mapped here. */
export function writePoster(
  path: string,
  metadata: VideoMetadata,
  outputPath: string,
  options: PosterOptions = {},
): Promise<FfmpegResult> {
  const { width, height } = displaySize(metadata);
  const scale = Math.min(1, (options.maxSide ?? 640) / Math.max(width, height));
  const size = [width, height].map((side) => Math.max(2, 2 * Math.round((side * scale) / 2)));
  const startMs = options.atMs ?? metadata.durationMs / 10;
  const encoder =
    options.format === 'webp' ? ['-c:v', 'libwebp', '-quality', '82'] : ['-c:v', 'mjpeg', '-q:v', '3'];
  const pixels = options.format === 'webp' ? 'yuv420p' : 'yuvj420p';
  const filters = [
    // `thumbnail` picks the frame whose histogram is nearest to the average: not black, not a flash.
    ...(options.atMs === undefined ? [`thumbnail=n=${TYPICAL_OF_FRAMES}`] : []),
    `scale=${size.join(':')}:flags=area`,
    `format=${pixels}`,
  ];
  return runFfmpeg(
    [
      ...inputArgs(path, { startMs, durationMs: 3_000 }),
      ...['-map', '0:v:0', '-vf', filters.join(','), '-frames:v', '1', '-map_metadata', '-1'],
      ...[...encoder, '-f', 'image2', '-update', '1', outputPath],
    ],
    { timeoutMs: options.timeoutMs ?? 30_000, signal: options.signal },
  );
}
