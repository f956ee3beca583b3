import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readFrames } from '@effect-studio/media/frames';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/synthetic-clips';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findSceneChanges } from './scene-changes.ts';
import { thumbnailOf } from './thumbnail.ts';

const REAL_CUTS = '../shared/data/cuts';
const truthSchema = z.array(z.object({ file: z.string(), cuts: z.array(z.int()) }));
const BARS = 'testsrc=size=160x90:rate=25:duration=2';
const MANDELBROT = 'mandelbrot=size=160x90:rate=25:start_scale=0.3:end_scale=0.28';
let folder: Awaited<ReturnType<typeof clipFolder>>;

beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());

async function changesOf(path: string) {
  const frames = await readFrames(path, { nativeWidth: 2, nativeHeight: 2, nativeEvery: 0 });
  return { frames, changes: findSceneChanges(frames.low.map(thumbnailOf), frames.ptsMs) };
}

describe('findSceneChanges', () => {
  it('reports a hard cut at the time of the new scene, not at a frame index', async () => {
    const joined = `[1]trim=duration=2[b];[0][b]concat=n=2[v]`;
    const path = await drawClip(
      `${folder.path}/cut.mp4`,
      [BARS, MANDELBROT],
      [...['-filter_complex', joined, '-map', '[v]', ...H264]],
    );
    const { changes } = await changesOf(path);
    expect(changes).toMatchObject([{ kind: 'cut', timeMs: 2_000, startMs: 2_000, endMs: 2_000 }]);
    expect(changes[0]!.confidence).toBeGreaterThan(0.8);
  });

  it('is not fooled by a flash or by a fast pan', async () => {
    const flash = "[0]drawbox=color=white:t=fill:enable='between(n,20,22)'[v]";
    const flashed = await drawClip(
      `${folder.path}/flash.mp4`,
      [BARS],
      [...['-filter_complex', flash, '-map', '[v]', ...H264]],
    );
    expect((await changesOf(flashed)).changes).toEqual([]);
    const still = 'mandelbrot=size=640x360:rate=25:start_scale=0.3:end_scale=0.3';
    const pan = ['-vf', 'trim=duration=1.2,crop=160:90:n*14:120', ...H264];
    const panned = await drawClip(`${folder.path}/pan.mp4`, [still], pan);
    expect((await changesOf(panned)).changes).toEqual([]);
  });

  it('finds a dissolve and a fade through black between two scenes', async () => {
    const second =
      '[1]trim=duration=2,format=yuv420p,fps=25,settb=AVTB[b];[0]format=yuv420p,fps=25,settb=AVTB[a];';
    for (const [transition, kind] of [
      ['fade', 'dissolve'],
      ['fadeblack', 'fade'],
    ] as const) {
      const graph = `${second}[a][b]xfade=transition=${transition}:duration=0.8:offset=1.2[v]`;
      const path = await drawClip(
        `${folder.path}/${transition}.mp4`,
        [BARS, MANDELBROT],
        [...['-filter_complex', graph, '-map', '[v]', ...H264]],
      );
      const { changes } = await changesOf(path);
      expect(changes.map((change) => change.kind)).toEqual([kind]);
      expect(Math.abs(changes[0]!.timeMs - 1_600)).toBeLessThan(250);
    }
  });

  it.skipIf(!existsSync(REAL_CUTS))('finds exactly the known cuts of real clips', async () => {
    const truth = truthSchema.parse(JSON.parse(await readFile(`${REAL_CUTS}/truth.json`, 'utf8')));
    for (const { file, cuts } of truth) {
      const { frames, changes } = await changesOf(`${REAL_CUTS}/${file}`);
      expect(changes.map((change) => change.timeMs)).toEqual(cuts.map((index) => frames.ptsMs[index]));
    }
  });
});
