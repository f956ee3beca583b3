import { type FfmpegOptions, type FfmpegResult, inputArgs, runFfmpeg } from '../ffmpeg/ffmpeg.ts';

export interface FrameStripOptions extends Pick<FfmpegOptions, 'signal'> {
  /** Where the first frame is, milliseconds. */
  startMs: number;
  /** How many frames follow one another, none left out. */
  frames: number;
  /** Pixels, default 240. */
  frameWidth?: number;
  /** Wall-clock limit in milliseconds, default 30 000. */
  timeoutMs?: number;
}

/**
 * Writes frames that follow one another side by side into one JPEG: what one still cannot show, such as flicker, frozen
 * frames or shaking outlines. Places beyond the end of the clip are black.
 */
export function writeFrameStrip(
  path: string,
  outputPath: string,
  { startMs, frames, frameWidth = 240, signal, timeoutMs = 30_000 }: FrameStripOptions,
): Promise<FfmpegResult> {
  const filters = [
    `scale=${2 * Math.round(frameWidth / 2)}:-2:flags=area`,
    `tile=${frames}x1:padding=2`,
    'format=yuvj420p',
  ];
  return runFfmpeg(
    [
      ...inputArgs(path, { startMs }),
      ...['-map', '0:v:0', '-vf', filters.join(','), '-frames:v', '1', '-map_metadata', '-1'],
      ...['-c:v', 'mjpeg', '-q:v', '3', '-f', 'image2', '-update', '1', outputPath],
    ],
    { timeoutMs, signal },
  );
}
