import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./testing/long-clip.ts', import.meta.url));
/** Node takes what it is given; the studio's processes have limits of their own as well. */
const HEAP = ['--max-old-space-size=96', '--max-semi-space-size=2'];
/** The shorter one is long enough that everything has been compiled and the heap is as large as it gets. */
const SECONDS = { short: 120, long: 360 };
/** The pictures of the difference, small as they are looked at, would be 297 MiB. */
const OWN_TOLERANCE_MIB = 64;
/** ffmpeg's own grows by 4.4 kB a frame, 31 MiB here (docs/TECH_DEBT.md); pictures must not stay in it either. */
const PROGRAMS_TOLERANCE_MIB = 64;

interface Analysed {
  frameCount: number;
  peakMiB: number;
  programsMiB: number | null;
}

async function analyse(seconds: number): Promise<Analysed> {
  const { PATH, FFMPEG_PATH, FFPROBE_PATH } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [...HEAP, SCRIPT, String(seconds)], {
    env: { PATH, FFMPEG_PATH, FFPROBE_PATH },
  });
  return JSON.parse(stdout) as Analysed;
}

it('looks at a clip three times as long without keeping its pictures, in our own memory or in that of the program that decodes it', async () => {
  const short = await analyse(SECONDS.short);
  const long = await analyse(SECONDS.long);
  expect([short.frameCount, long.frameCount]).toEqual([3_600, 10_800]);
  expect(long.peakMiB - short.peakMiB).toBeLessThan(OWN_TOLERANCE_MIB);
  if (process.platform !== 'linux') return;
  expect(short.programsMiB).toBeGreaterThan(10);
  expect(long.programsMiB! - short.programsMiB!).toBeLessThan(PROGRAMS_TOLERANCE_MIB);
}, 240_000);
