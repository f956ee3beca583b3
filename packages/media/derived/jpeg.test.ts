import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { jpegSize } from './jpeg.ts';

let folder: string;
let picture: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jpeg-'));
  const path = join(folder, 'picture.jpg');
  await runFfmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=322x180', '-frames:v', '1', '-update', '1', path], {
    timeoutMs: 30_000,
  });
  picture = await readFile(path);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the size of a JPEG', () => {
  it('is read from its header', () => {
    expect(jpegSize(picture)).toEqual({ width: 322, height: 180 });
  });

  it('is not read from a picture that is cut off, or from other files', () => {
    expect(jpegSize(picture.subarray(0, picture.length - 1))).toBeNull();
    expect(jpegSize(Buffer.from('<svg onload="alert(1)"/>'))).toBeNull();
    expect(jpegSize(Buffer.from([0xff, 0xd8, 0xff, 0xd9]))).toBeNull();
  });

  it('never throws, whatever the bytes', () => {
    const between = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(between, (bytes) => {
        const size = jpegSize(Uint8Array.from([0xff, 0xd8, ...bytes, 0xff, 0xd9]));
        expect(size === null || size.width * size.height > 0).toBe(true);
      }),
    );
  });
});
