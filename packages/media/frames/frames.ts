import { inputArgs, type RunInterval, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { MediaError } from '../media-error.ts';
import { frameSplitter, presentationTimeReader } from './frame-collector.ts';

/** Size of the small pictures, whatever the clip's shape: statistics do not mind the squeeze. */
export const LOW_WIDTH = 160;
export const LOW_HEIGHT = 90;

/** Short runs of frames that follow one another, as grey pictures (full-range luma). */
export interface FrameRuns {
  width: number;
  height: number;
  /** Frames of a run, and from one run's beginning to the next. */
  length: number;
  every: number;
  /** Whether they are taken of the picture before `before` changes it. Default false. */
  isBefore?: boolean;
}

export interface StreamFramesOptions {
  /** Upright size at which native frames are wanted; the clip is scaled to it when it differs. */
  nativeWidth: number;
  nativeHeight: number;
  /** Every how many frames a native one is kept; 0 keeps none. Default 15. */
  nativeEvery?: number;
  /** `gray` is full-range luma, one byte per pixel; `rgb24` three. Default `gray`. */
  nativeFormat?: 'gray' | 'rgb24';
  /** Milliseconds; default the whole clip. */
  startMs?: number;
  durationMs?: number;
  /** Resamples to a constant rate that begins at the first frame; default every frame as it is. */
  frameRate?: { num: number; den: number };
  /** Filters on the decoded picture before anything else, such as a change of pace. */
  before?: readonly string[];
  /** Runs of grey frames that follow one another, at a size of their own; default none. */
  runs?: FrameRuns;
  /** Whether new frames of `frameRate` are mixed from their neighbours instead of repeated; small frames only. Default false. */
  mixesFrames?: boolean;
  signal?: AbortSignal | undefined;
  /** Wall-clock limit in milliseconds, default 120 000. */
  timeoutMs?: number;
}

/** Who takes the frames. Both are called in order of presentation and may keep what they get. */
export interface FrameSinks {
  /** Every frame as 160×90 packed RGB, with its presentation time in milliseconds from `startMs`. */
  onLow: (rgb: Uint8Array, ptsMs: number) => void;
  /** Every n-th frame at native size. */
  onNative?: (frame: Uint8Array) => void;
  /** Every frame of the runs that were asked for. */
  onRun?: (grey: Uint8Array) => void;
}

export interface ReadFramesOptions extends StreamFramesOptions {
  nativeFormat?: 'gray';
  /** Called with every native frame as it is decoded, so that work on it need not wait for the last one. */
  onNative?: (grey: Uint8Array) => void;
  /** Called with every frame of the runs. */
  onRun?: (grey: Uint8Array) => void;
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

/** The branches of one decode: small colour, its timestamps, now and then a native frame, and runs of frames. */
function filterGraph(options: StreamFramesOptions, nativeEvery: number): string {
  const { frameRate, nativeWidth, nativeHeight, runs } = options;
  const before = (options.before ?? []).map((filter) => `${filter},`).join('');
  const rate = frameRate ? `setpts=PTS-STARTPTS,fps=${frameRate.num}/${frameRate.den},` : '';
  const { num, den } = frameRate ?? { num: 0, den: 1 };
  const mixed = `setpts=PTS-STARTPTS,framerate=fps=${num}/${den}:interp_start=0:interp_end=255,`;
  const low = `scale=${LOW_WIDTH}:${LOW_HEIGHT}:flags=area,format=rgb24,split[low][times]`;
  const lowRate = frameRate && options.mixesFrames ? mixed : rate;
  const format = options.nativeFormat ?? 'gray';
  const native = `select=not(mod(n\\,${nativeEvery})),scale=${nativeWidth}:${nativeHeight}:flags=bicubic:out_range=full,format=${format}[native]`;
  const wanted = {
    low,
    ...(nativeEvery === 0 ? {} : { native }),
    ...(runs && !runs.isBefore ? { runs: runsOf(runs) } : {}),
  };
  const source = runs?.isBefore ? '[paced]' : '[0:v:0]';
  const given = runs?.isBefore ? `[0:v:0]split[paced][given];[given]${runsOf(runs)};` : '';
  if (!options.mixesFrames) return `${given}${source}${before}${rate}${branches(wanted)}`;
  // Small frames are mixed; large ones are those that there are.
  const { low: mixedLow, ...sharp } = wanted;
  if (Object.keys(sharp).length === 0) return `${given}${source}${before}${lowRate}${mixedLow}`;
  return `${given}${source}${before}split[a][b];[a]${lowRate}${mixedLow};[b]${rate}${branches(sharp)}`;
}

const runsOf = ({ width, height, length, every }: FrameRuns): string =>
  `select=lt(mod(n\\,${every})\\,${length}),scale=${width}:${height}:flags=area:out_range=full,format=gray[runs]`;

/** One picture into several chains of filters, by name. */
function branches(chains: Readonly<Record<string, string>>): string {
  const names = Object.keys(chains);
  if (names.length === 1) return chains[names[0]!]!;
  const labels = names.map((name) => `[${name}From]`);
  return `split=${names.length}${labels.join('')};${names.map((name) => `[${name}From]${chains[name]}`).join(';')}`;
}

/** Brings frames and their times together, whichever of the two pipes is ahead. */
function pairing(onLow: FrameSinks['onLow']) {
  const frames: Uint8Array[] = [];
  const times: number[] = [];
  let paired = 0;
  const pair = () => {
    while (frames.length > 0 && times.length > 0) {
      paired++;
      onLow(frames.shift()!, times.shift()! / 1_000);
    }
  };
  return {
    frame: (rgb: Uint8Array) => {
      frames.push(rgb);
      pair();
    },
    time: (us: number) => {
      times.push(us);
      pair();
    },
    result: () => ({ paired, unpaired: frames.length + times.length }),
  };
}

/**
 * Decodes a clip once and hands every frame on small, and some at native size, as they come: memory does not
 * grow with the clip.
 * @returns how many frames there were, and when ffmpeg ran
 * @throws MediaError as `runFfmpeg`; `BAD_OUTPUT` when no frame came out; whatever a sink throws
 */
export async function streamFrames(
  path: string,
  options: StreamFramesOptions,
  sinks: FrameSinks,
): Promise<{ frameCount: number; interval: RunInterval }> {
  const { onNative, onRun } = sinks;
  const { runs } = options;
  const nativeEvery = onNative ? (options.nativeEvery ?? 15) : 0;
  const pairs = pairing(sinks.onLow);
  const nativeBytes = options.nativeWidth * options.nativeHeight * (options.nativeFormat === 'rgb24' ? 3 : 1);
  const raw = ['-fps_mode', 'passthrough', '-f', 'rawvideo'];
  const { startedAtMs, endedAtMs } = await runFfmpeg(
    [
      ...inputArgs(path, { startMs: options.startMs, durationMs: options.durationMs }),
      ...['-filter_complex_threads', '2', '-filter_complex', filterGraph(options, nativeEvery)],
      ...['-map', '[low]', ...raw, 'pipe:3'],
      ...['-map', '[times]', '-fps_mode', 'passthrough', '-enc_time_base', '1:1000000'],
      // Unbuffered: a time that came long after its frame would keep all frames between in memory.
      ...['-c:v', 'rawvideo', '-flush_packets', '1', '-f', 'framecrc', 'pipe:4'],
      ...(nativeEvery === 0 ? [] : ['-map', '[native]', ...raw, 'pipe:5']),
      ...(runs ? ['-map', '[runs]', ...raw, `pipe:${nativeEvery === 0 ? 5 : 6}`] : []),
    ],
    {
      timeoutMs: options.timeoutMs ?? 120_000,
      signal: options.signal,
      pipes: [
        frameSplitter(LOW_WIDTH * LOW_HEIGHT * 3, pairs.frame),
        presentationTimeReader(pairs.time),
        ...(nativeEvery === 0 ? [] : [frameSplitter(nativeBytes, onNative!)]),
        ...(runs ? [frameSplitter(runs.width * runs.height, (grey) => onRun?.(grey))] : []),
      ],
    },
  );
  const { paired, unpaired } = pairs.result();
  if (paired === 0 || unpaired > 0) {
    throw new MediaError('BAD_OUTPUT', `decoded ${paired} frames, and ${unpaired} without their time`);
  }
  return { frameCount: paired, interval: { startedAtMs, endedAtMs } };
}

/**
 * Decodes a clip once and returns every frame small and some at native size. About 43 kB per frame
 * plus the native ones: bound `durationMs` for clips of unknown length, or use {@link streamFrames}.
 * @throws MediaError as {@link streamFrames}
 */
export async function readFrames(path: string, options: ReadFramesOptions): Promise<ClipFrames> {
  const nativeEvery = options.nativeEvery ?? 15;
  const ptsMs: number[] = [];
  const low: Uint8Array[] = [];
  const greys: Uint8Array[] = [];
  const onNative = (grey: Uint8Array) => {
    greys.push(grey);
    options.onNative?.(grey);
  };
  const onLow = (rgb: Uint8Array, time: number) => {
    low.push(rgb);
    ptsMs.push(time);
  };
  const { onRun } = options;
  const sinks = { onLow, ...(nativeEvery === 0 ? {} : { onNative }), ...(onRun ? { onRun } : {}) };
  const { interval } = await streamFrames(path, { ...options, nativeEvery }, sinks);
  return {
    ptsMs,
    low,
    native: greys.map((grey, i) => ({ grey, ptsMs: ptsMs[i * nativeEvery] ?? 0 })),
    nativeWidth: options.nativeWidth,
    nativeHeight: options.nativeHeight,
    interval,
  };
}
