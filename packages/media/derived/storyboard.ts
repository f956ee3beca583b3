import { inputArgs, type RunInterval, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { frameCollector } from '../frames/frame-collector.ts';
import { LOW_HEIGHT, LOW_WIDTH } from '../frames/frames.ts';
import { differenceHash } from '../likeness/perceptual-hash.ts';
import { MediaError } from '../media-error.ts';
import { displaySize, type VideoMetadata } from '../probe/video-metadata.ts';

const COLUMNS = 4;
const ROWS = 4;
/** Frames of the sheet, and of the hash over time. */
export const STORYBOARD_FRAMES = COLUMNS * ROWS;
const CELL_LONG_SIDE = 240;
/** Of longer clips only key frames are decoded, of which proxies have one a second. */
const WHOLE_DECODE_MS = 60_000;
/** Cells nearer to each other than this, in 8-bit luma, count as equal: in flat pictures noise would decide. */
const HASH_MARGIN = 1.5;

/** What a contact sheet shows where. */
export interface Storyboard {
  columns: number;
  rows: number;
  /** Frames that there are; the last cells of a short clip stay black. */
  frames: number;
  /** Pixels. */
  cellWidth: number;
  cellHeight: number;
  /** Hash of the frames over time, 16 hex digits each; see `near-duplicates.ts`. */
  frameHash: string;
}

/**
 * Writes a clip's contact sheet as JPEG, sixteen moments evenly spread and without gaps, and tells its hash over time,
 * both from one decode. Give it the proxy.
 * @throws MediaError as `runFfmpeg`; `BAD_OUTPUT` when no frame came out
 */
export async function writeStoryboard(
  path: string,
  metadata: VideoMetadata,
  outputPath: string,
  options: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<Storyboard & { interval: RunInterval }> {
  const { width, height } = displaySize(metadata);
  const scale = CELL_LONG_SIDE / Math.max(width, height);
  const [cellWidth, cellHeight] = [width, height].map((side) =>
    Math.max(2, 2 * Math.round((side * scale) / 2)),
  );
  const step = metadata.durationMs / 1_000 / STORYBOARD_FRAMES;
  // The beginning of each sixteenth, or the first frame after it.
  const picked = `select='gte(t,selected_n*${step.toFixed(6)})'`;
  const { sink, frames } = frameCollector(LOW_WIDTH * LOW_HEIGHT * 3);
  const keyFramesOnly = metadata.durationMs > WHOLE_DECODE_MS ? ['-skip_frame', 'nokey'] : [];
  const graph =
    `[0:v:0]${picked},split[a][b];[a]scale=${cellWidth}:${cellHeight}:flags=area,format=yuvj420p,` +
    `tile=${COLUMNS}x${ROWS}[sheet];[b]scale=${LOW_WIDTH}:${LOW_HEIGHT}:flags=area,format=rgb24[low]`;
  const { startedAtMs, endedAtMs } = await runFfmpeg(
    [
      ...keyFramesOnly,
      ...inputArgs(path),
      ...['-filter_complex', graph],
      ...['-map', '[sheet]', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '4', '-map_metadata', '-1'],
      ...['-f', 'image2', '-update', '1', outputPath],
      ...['-map', '[low]', '-frames:v', String(STORYBOARD_FRAMES), '-fps_mode', 'passthrough'],
      ...['-f', 'rawvideo', 'pipe:3'],
    ],
    { timeoutMs: options.timeoutMs, signal: options.signal, pipes: [sink] },
  );
  if (frames.length === 0) throw new MediaError('BAD_OUTPUT', 'no frame for a contact sheet came out');
  const shown = frames.slice(0, STORYBOARD_FRAMES);
  return {
    columns: COLUMNS,
    rows: ROWS,
    frames: shown.length,
    cellWidth: cellWidth!,
    cellHeight: cellHeight!,
    frameHash: frameHashOf(shown),
    interval: { startedAtMs, endedAtMs },
  };
}

/** Of clips with fewer frames the last one stands for those that are missing. */
function frameHashOf(frames: readonly Uint8Array[]): string {
  return Array.from({ length: STORYBOARD_FRAMES }, (_, i) =>
    differenceHash(frames[Math.min(i, frames.length - 1)]!, HASH_MARGIN),
  ).join('');
}
