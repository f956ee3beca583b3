import { inputArgs, type RunInterval, runFfmpeg } from './ffmpeg.ts';
import { frameCollector, presentationTimes } from './frame-collector.ts';
import { MediaError } from './media-error.ts';

/** Size of the small pictures, whatever the clip's shape: statistics do not mind the squeeze. */
export const LOW_WIDTH = 160;
export const LOW_HEIGHT = 90;

export interface ReadFramesOptions {
  /** Upright size at which native frames are wanted; the clip is scaled to it when it differs. */
  nativeWidth: number;
  nativeHeight: number;
  /** Every how many frames a native grey one is kept; 0 keeps none. Default 15. */
  nativeEvery?: number;
  /** Milliseconds; default the whole clip. */
  startMs?: number;
  durationMs?: number;
  /** Resamples to a constant rate that begins at the first frame; default every frame as it is. */
  frameRate?: { num: number; den: number };
  /** Called with every native frame as it is decoded, so that work on it need not wait for the last one. */
  onNative?: (grey: Uint8Array) => void;
  signal?: AbortSignal | undefined;
  /** Wall-clock limit in milliseconds, default 120 000. */
  timeoutMs?: number;
}

/** Decoded frames of one clip, in order of presentation. */
export interface ClipFrames {
  /** Presentation time of every frame in milliseconds from `startMs`. */
  ptsMs: number[];
  /** 160×90 packed RGB of every frame. */
  low: Uint8Array[];
  /** Grey (full-range luma) at the native size of every n-th frame. */
  native: { ptsMs: number; grey: Uint8Array }[];
  nativeWidth: number;
  nativeHeight: number;
  interval: RunInterval;
}

/** Two of three branches of one decode: small colour, its timestamps, and now and then a native frame. */
function filterGraph(options: ReadFramesOptions, nativeEvery: number): string {
  const { frameRate, nativeWidth, nativeHeight } = options;
  const rate = frameRate ? `setpts=PTS-STARTPTS,fps=${frameRate.num}/${frameRate.den},` : '';
  const low = `scale=${LOW_WIDTH}:${LOW_HEIGHT}:flags=area,format=rgb24,split[low][times]`;
  if (nativeEvery === 0) return `[0:v:0]${rate}${low}`;
  const native = `select=not(mod(n\\,${nativeEvery})),scale=${nativeWidth}:${nativeHeight}:flags=bicubic:out_range=full,format=gray[native]`;
  return `[0:v:0]${rate}split[a][b];[a]${low};[b]${native}`;
}

/**
 * Decodes a clip once and returns every frame small and some at native size. About 43 kB per frame
 * plus the native ones: bound `durationMs` for clips of unknown length.
 * @throws MediaError as `runFfmpeg`; `BAD_OUTPUT` when no frame came out
 */
export async function readFrames(path: string, options: ReadFramesOptions): Promise<ClipFrames> {
  const nativeEvery = options.nativeEvery ?? 15;
  const low = frameCollector(LOW_WIDTH * LOW_HEIGHT * 3);
  const native = frameCollector(options.nativeWidth * options.nativeHeight, options.onNative);
  const listing: Buffer[] = [];
  const raw = ['-fps_mode', 'passthrough', '-f', 'rawvideo'];
  const interval = await runFfmpeg(
    [
      ...inputArgs(path, { startMs: options.startMs, durationMs: options.durationMs }),
      ...['-filter_complex_threads', '2', '-filter_complex', filterGraph(options, nativeEvery)],
      ...['-map', '[low]', ...raw, 'pipe:3'],
      ...['-map', '[times]', '-fps_mode', 'passthrough', '-enc_time_base', '1:1000000'],
      ...['-c:v', 'rawvideo', '-f', 'framecrc', 'pipe:4'],
      ...(nativeEvery === 0 ? [] : ['-map', '[native]', ...raw, 'pipe:5']),
    ],
    {
      timeoutMs: options.timeoutMs ?? 120_000,
      signal: options.signal,
      pipes: [low.sink, (chunk) => listing.push(chunk), ...(nativeEvery === 0 ? [] : [native.sink])],
    },
  );
  const ptsMs = presentationTimes(Buffer.concat(listing).toString('latin1')).map((us) => us / 1_000);
  if (low.frames.length === 0 || ptsMs.length !== low.frames.length) {
    throw new MediaError('BAD_OUTPUT', `decoded ${low.frames.length} frames with ${ptsMs.length} timestamps`);
  }
  return {
    ptsMs,
    low: low.frames,
    native: native.frames.map((grey, i) => ({ grey, ptsMs: ptsMs[i * nativeEvery] ?? 0 })),
    nativeWidth: options.nativeWidth,
    nativeHeight: options.nativeHeight,
    interval: { startedAtMs: interval.startedAtMs, endedAtMs: interval.endedAtMs },
  };
}
