import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./testing/large-clip.ts', import.meta.url));
/** More than the memory that is allowed; 2 GiB are measured by `npm run bench -- upload`. */
const SIZE_BYTES = 200_000_000;
/** Node takes what it is given; the studio's processes have limits of their own as well. */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=2'];

it('takes a clip of 200 MB from the first byte to its proxy in at most 150 MB of memory', async () => {
  const names = ['ENDPOINT', 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'BUCKET'] as const;
  const s3 = Object.fromEntries(names.map((name) => [`S3_${name}`, process.env[`TEST_S3_${name}`]]));
  const { PATH, FFMPEG_PATH, FFPROBE_PATH } = process.env;
  const env = { PATH, FFMPEG_PATH, FFPROBE_PATH, ...s3 };
  const { stdout } = await promisify(execFile)(process.execPath, [...HEAP, SCRIPT, String(SIZE_BYTES)], {
    env,
  });
  const { sizeBytes, peakMiB } = JSON.parse(stdout) as { sizeBytes: number; peakMiB: number };
  expect(sizeBytes).toBe(SIZE_BYTES);
  expect(peakMiB).toBeLessThan(150_000_000 / 1_048_576);
}, 60_000);
