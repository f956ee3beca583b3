import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { drawClip } from '@effect-studio/media/testing/synthetic-clips';
import { repositoryRoot } from '../local/services/service-context.ts';

/** A clip to be measured with. */
export interface BenchClip {
  name: string;
  path: string;
}

const RECORDED = path.join(repositoryRoot, '..', 'shared', 'data', 'videos');
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest'];

/** Two recorded clips where they are at hand, else two that are drawn: six seconds, 640×360, with sound. */
export async function benchClips(folder: string): Promise<[BenchClip, BenchClip]> {
  const recorded = (name: string) => ({ name, path: path.join(RECORDED, `${name}.mp4`) });
  const [flower, bunny] = [recorded('flower'), recorded('bigbuckbunny')];
  if (existsSync(flower.path) && existsSync(bunny.path)) return [flower, bunny];
  const draw = async (name: string, picture: string): Promise<BenchClip> => {
    const sources = [`${picture}=size=640x360:rate=25:duration=6`, 'sine=frequency=220:duration=6'];
    return { name, path: await drawClip(path.join(folder, `${name}.mp4`), sources, H264) };
  };
  return [await draw('gradients', 'gradients'), await draw('pattern', 'testsrc2')];
}

/**
 * The same pictures in a file with other bytes: what the studio remembers of the first is of no help with it.
 */
export async function freshCopy(clip: BenchClip, folder: string): Promise<string> {
  const copy = path.join(folder, `${clip.name}-${randomUUID()}.mp4`);
  await runFfmpeg(['-i', clip.path, '-c', 'copy', '-metadata', `comment=${randomUUID()}`, copy], {
    timeoutMs: 60_000,
  });
  return copy;
}
