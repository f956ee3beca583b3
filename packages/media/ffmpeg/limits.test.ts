import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clipFolder } from '../testing/synthetic-clips.ts';
import { prlimitPath } from './binaries.ts';
import { runFfmpeg } from './ffmpeg.ts';

let folder: Awaited<ReturnType<typeof clipFolder>>;
beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());

it.skipIf(prlimitPath() === null)('ends a run that wants more memory than it may have', async () => {
  // 64 frames of 4096×4096 are held back by the filter: about 1.5 GiB.
  const args = [
    '-f',
    'lavfi',
    '-i',
    'testsrc=size=4096x4096:duration=4',
    '-vf',
    'reverse',
    '-f',
    'null',
    '-',
  ];
  const run = (memoryMiB: number) => runFfmpeg(args, { timeoutMs: 60_000, memoryMiB });
  await expect(run(384)).rejects.toMatchObject({ code: expect.stringMatching(/OUT_OF_MEMORY|CRASHED/) });
});

it('says that the disk is full, and that it may go elsewhere', async () => {
  const path = join(folder.path, 'full.mp4');
  // Writes to it fail as on a disk without space.
  await symlink('/dev/full', path);
  const args = ['-f', 'lavfi', '-i', 'testsrc=duration=1', '-c:v', 'libx264', '-f', 'mpegts', `file:${path}`];
  await expect(runFfmpeg(args, { timeoutMs: 20_000 })).rejects.toMatchObject({
    code: 'DISK_FULL',
    retryable: true,
  });
});
