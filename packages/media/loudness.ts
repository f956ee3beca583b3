import { inputArgs, runFfmpeg } from './ffmpeg/ffmpeg.ts';
import type { RunInterval } from './ffmpeg/media-process.ts';

const SAMPLE_RATE = 8_000;
/** Length of one loudness value, milliseconds. */
export const LOUDNESS_WINDOW_MS = 50;

/**
 * Root mean square of the first audio stream, mixed to mono, per 50 ms, in 16-bit steps.
 * @returns no values for a clip without sound
 */
export async function readLoudness(
  path: string,
  stretch: {
    startMs?: number;
    durationMs?: number;
    /** Applied first, such as a change of pace. */
    before?: readonly string[];
    signal?: AbortSignal | undefined;
  },
): Promise<{ rms: number[]; interval: RunInterval }> {
  const chunks: Buffer[] = [];
  const { startedAtMs, endedAtMs } = await runFfmpeg(
    [
      ...inputArgs(path, stretch),
      ...(stretch.before?.length ? ['-af', stretch.before.join(',')] : []),
      ...['-map', '0:a:0', '-vn', '-ac', '1', '-ar', `${SAMPLE_RATE}`, '-f', 's16le', 'pipe:3'],
    ],
    { timeoutMs: 30_000, signal: stretch.signal, pipes: [(chunk) => chunks.push(chunk)] },
  );
  const samples = Buffer.concat(chunks);
  const perWindow = (SAMPLE_RATE * LOUDNESS_WINDOW_MS) / 1_000;
  const windows = Math.floor(samples.length / 2 / perWindow);
  const rms = Array.from({ length: windows }, (_, window) => {
    let sum = 0;
    for (let i = window * perWindow; i < (window + 1) * perWindow; i++)
      sum += samples.readInt16LE(2 * i) ** 2;
    return Math.sqrt(sum / perWindow);
  });
  return { rms, interval: { startedAtMs, endedAtMs } };
}
