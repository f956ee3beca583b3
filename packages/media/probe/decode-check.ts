import { inputArgs, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { presentationTimes } from '../frames/frame-collector.ts';
import { MediaError, type MediaErrorCode } from '../media-error.ts';

export interface DecodeCheck {
  frames: number;
  /** Presentation time of the last decoded frame from the beginning of the clip, milliseconds; 0 without frames. */
  lastFrameMs: number;
  /** Lines that the decoder wrote about damage. */
  complaints: number;
  /** ffmpeg's own end: false when it gave up. */
  finished: boolean;
  stderrTail: string;
}

export interface DecodeStretch {
  startMs: number;
  durationMs: number;
  strict: boolean;
  signal?: AbortSignal | undefined;
}

const DAMAGE: ReadonlySet<MediaErrorCode> = new Set([
  'FFMPEG_FAILED',
  'CRASHED',
  'MEMORY_LIMIT',
  'CPU_LIMIT',
]);
const MICROSECONDS = 1_000_000;

/**
 * Decodes a stretch of a clip and counts what came out. Damage is an answer, not an exception.
 * @throws MediaError `TIMEOUT`, `ABORTED`, `BINARY_MISSING`
 */
export async function checkDecoding(path: string, stretch: DecodeStretch): Promise<DecodeCheck> {
  const listing: Buffer[] = [];
  const args = [
    ...inputArgs(path, stretch),
    ...['-map', '0:v:0', '-vf', 'scale=16:16', '-fps_mode', 'passthrough', '-c:v', 'rawvideo'],
    ...['-enc_time_base', `1:${MICROSECONDS}`, '-f', 'framecrc', 'pipe:3'],
  ];
  let stderrTail = '';
  let finished = true;
  try {
    const options = { timeoutMs: 30_000, signal: stretch.signal };
    ({ stderrTail } = await runFfmpeg(args, { ...options, pipes: [(chunk) => listing.push(chunk)] }));
  } catch (error) {
    // A decoder that crashes on a clip has found it damaged as well.
    if (!(error instanceof MediaError) || !DAMAGE.has(error.code)) throw error;
    stderrTail = error.stderrTail;
    finished = false;
  }
  const times = presentationTimes(Buffer.concat(listing).toString('latin1'));
  const lastUs = times.reduce((latest, time) => Math.max(latest, time), 0);
  return {
    frames: times.length,
    lastFrameMs: times.length === 0 ? 0 : stretch.startMs + lastUs / 1_000,
    complaints: stderrTail.split('\n').filter((line) => line.trim() !== '').length,
    finished,
    stderrTail,
  };
}
