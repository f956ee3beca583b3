import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';

/** A folder for test clips, removed on `dispose`. */
export async function clipFolder(): Promise<{ path: string; dispose: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'clips-'));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

/** Near-lossless H.264 without B-frames surprises: what a test draws is what it decodes. */
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '8', '-pix_fmt', 'yuv420p'] as const;

/**
 * Draws a clip with ffmpeg's own sources; for tests.
 * @param sources lavfi descriptions, one input each
 * @param outputArgs filters, codecs and muxer options between inputs and output path
 */
export async function drawClip(
  path: string,
  sources: readonly string[],
  outputArgs: readonly string[],
): Promise<string> {
  const inputs = sources.flatMap((source) => ['-f', 'lavfi', '-i', source]);
  await runFfmpeg([...inputs, ...outputArgs, path], { timeoutMs: 60_000 });
  return path;
}

/** Derives a clip from another by a filter chain; for tests. */
export async function filterClip(source: string, path: string, filters: string): Promise<string> {
  await runFfmpeg(['-i', source, '-vf', filters, ...H264, path], { timeoutMs: 60_000 });
  return path;
}
