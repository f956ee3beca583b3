import { availableFilters } from '../ffmpeg/capabilities.ts';
import { type FfmpegOptions, type FfmpegResult, inputArgs, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { displaySize, type VideoMetadata } from '../probe/video-metadata.ts';
import { toneMapFilters } from './tone-map.ts';

/** The box that proxies fit into, whichever way up: 720p. */
const LONG_SIDE = 1_280;
const SHORT_SIDE = 720;
const MAX_FPS = 30;

/** Drops titles, places, dates and encoder names from every level of the output. */
export const WITHOUT_METADATA: readonly string[] = [
  ...['-map_metadata', '-1', '-map_metadata:s', '-1', '-map_chapters', '-1'],
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
];

export interface ProxyShape {
  width: number;
  height: number;
  frameRate: { num: number; den: number };
}

function even(pixels: number): number {
  return Math.max(2, 2 * Math.round(pixels / 2));
}

/** Rate of the proxy: fast cameras are halved, uneven ones set to 30, the rest keep theirs. */
function proxyRate({ frameRate, isVariableFrameRate }: VideoMetadata): { num: number; den: number } {
  const fps = frameRate.num / frameRate.den;
  if (!isVariableFrameRate && fps <= MAX_FPS) return frameRate;
  // 60 and 59.94 are halved exactly; 50 becomes 25 without judder.
  if (!isVariableFrameRate && fps <= 2 * MAX_FPS) return { num: frameRate.num, den: 2 * frameRate.den };
  return { num: MAX_FPS, den: 1 };
}

/** Size and rate that a clip's proxy will have: upright, square pixels, even sides, at most 720p and 30 fps. */
export function proxyShape(metadata: VideoMetadata): ProxyShape {
  const { width, height } = displaySize(metadata);
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height), SHORT_SIDE / Math.min(width, height));
  return { width: even(width * scale), height: even(height * scale), frameRate: proxyRate(metadata) };
}

/**
 * Writes the normalised form that everything downstream reads: H.264 (CRF 18, a key frame per second)
 * and AAC in MP4 with the index in front, SDR BT.709, without metadata, beginning at time 0.
 * @throws MediaError as {@link runFfmpeg}
 */
export function writeProxy(
  path: string,
  metadata: VideoMetadata,
  outputPath: string,
  options: Pick<FfmpegOptions, 'timeoutMs' | 'signal' | 'onProgress'>,
): Promise<FfmpegResult> {
  const { width, height, frameRate } = proxyShape(metadata);
  const rate = `${frameRate.num}/${frameRate.den}`;
  const filters = [
    'setpts=PTS-STARTPTS',
    `fps=${rate}:start_time=0`,
    // Shrink before the tone mapping, which is the dear part.
    `scale=${width}:${height}:flags=bicubic`,
    ...toneMapFilters(metadata.colorTransfer, availableFilters()),
    'scale=out_color_matrix=bt709:out_range=tv',
    'format=yuv420p',
    'setsar=1',
  ];
  const keyFrameInterval = Math.max(1, Math.round(frameRate.num / frameRate.den));
  return runFfmpeg(
    [
      ...inputArgs(path),
      ...['-map', '0:v:0', '-map', '0:a:0?', '-sn', '-dn', '-vf', filters.join(',')],
      ...[
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-crf',
        '18',
        '-profile:v',
        'high',
        '-g',
        `${keyFrameInterval}`,
      ],
      ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
      ...['-af', 'aresample=async=1:first_pts=0', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
      ...[...WITHOUT_METADATA, '-movflags', '+faststart', '-f', 'mp4', outputPath],
    ],
    options,
  );
}
