import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./testing/large-clip.ts', import.meta.url));
/** More than the memory that is allowed; 2 GiB are measured by `npm run bench -- upload`. */
const SIZE_BYTES = 200_000_000;
/** What a run differs by from the next anyhow: when garbage is collected, what an encoder's threads hold. */
const OWN_TOLERANCE_MIB = 24;
const PROGRAMS_TOLERANCE_MIB = 24;
/** Node takes what it is given; the studio's processes have limits of their own as well. */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=2'];

interface Taken {
  sizeBytes: number;
  peakMiB: number;
  programsMiB: number | null;
}

/** Takes a clip of so many bytes and seconds from the first byte to its proxy, poster, sheet and renditions. */
async function take(sizeBytes: number, seconds: number): Promise<Taken> {
  const names = ['ENDPOINT', 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'BUCKET'] as const;
  const s3 = Object.fromEntries(names.map((name) => [`S3_${name}`, process.env[`TEST_S3_${name}`]]));
  const { PATH, FFMPEG_PATH, FFPROBE_PATH } = process.env;
  const env = { PATH, FFMPEG_PATH, FFPROBE_PATH, ...s3 };
  const args = [...HEAP, SCRIPT, String(sizeBytes), String(seconds)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout) as Taken;
}

it('takes a clip of 200 MB from the first byte to its renditions in at most 150 MB of memory, and in no more than one of a tenth of its size and length', async () => {
  const short = await take(SIZE_BYTES / 10, 8);
  const long = await take(SIZE_BYTES, 80);
  expect(long.sizeBytes).toBe(SIZE_BYTES);
  expect(long.peakMiB).toBeLessThan(150_000_000 / 1_048_576);
  expect(long.peakMiB - short.peakMiB).toBeLessThan(OWN_TOLERANCE_MIB);
  if (process.platform !== 'linux') return;
  expect(short.programsMiB).toBeGreaterThan(10);
  expect(long.programsMiB! - short.programsMiB!).toBeLessThan(PROGRAMS_TOLERANCE_MIB);
}, 180_000);
