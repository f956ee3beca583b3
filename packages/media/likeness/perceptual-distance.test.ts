import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipFolder, drawClip, H264 } from '../testing/synthetic-clips.ts';
import { perceptualDistance } from './perceptual-distance.ts';

let folder: Awaited<ReturnType<typeof clipFolder>>;
beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());
const clip = (name: string, source: string, ...more: string[]) =>
  drawClip(join(folder.path, `${name}.mp4`), [source], [...H264, ...more]);

describe('the distance of two clips', () => {
  it('is next to nothing for another encoding, and not for another picture, colour or length', async () => {
    const plain = await clip('plain', 'testsrc2=s=160x120:r=10:d=2');
    const worse = await clip('worse', 'testsrc2=s=160x120:r=10:d=2', '-crf', '34');
    const other = await clip('other', 'mandelbrot=s=160x120:r=10,trim=duration=2');
    const tinted = await clip('tinted', 'testsrc2=s=160x120:r=10:d=2,hue=h=90');
    const short = await clip('short', 'testsrc2=s=160x120:r=10:d=1');
    expect(await perceptualDistance(plain, plain)).toEqual({ colour: 0, structure: 0, length: 0 });
    const encoded = await perceptualDistance(plain, worse);
    expect(encoded.colour).toBeLessThan(0.03);
    expect((await perceptualDistance(plain, tinted)).colour).toBeGreaterThan(0.1);
    expect((await perceptualDistance(plain, other)).structure).toBeGreaterThan(0.25);
    expect((await perceptualDistance(plain, short)).length).toBeCloseTo(0.5, 1);
  });
});
