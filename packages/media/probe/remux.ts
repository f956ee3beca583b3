import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputArgs, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { containerOfFile } from './magic.ts';

/**
 * Copies the first video and audio stream of a clip into a temporary Matroska file, without decoding,
 * for the length of `use`.
 * @throws MediaError `FFMPEG_FAILED` when the clip cannot be read
 */
export async function withRemuxed<T>(
  path: string,
  signal: AbortSignal | undefined,
  use: (remuxedPath: string, originalContainer: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'remux-'));
  try {
    const remuxed = join(folder, 'clip.mkv');
    const streams = ['-map', '0:v:0?', '-map', '0:a:0?', '-c', 'copy'];
    await runFfmpeg([...inputArgs(path), ...streams, '-f', 'matroska', remuxed], {
      timeoutMs: 60_000,
      signal,
    });
    return await use(remuxed, (await containerOfFile(path)) ?? 'unknown');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
