import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { streamFrames } from '@effect-studio/media/frames/frames';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GOLDEN_EDITS, renderEdit } from '../../testing/golden-edits.ts';
import { type EditScore, f1Of, scoreEdit } from '../../testing/score-edits.ts';
import { SceneChangeDetector } from './scene-change-detector.ts';
import { type Thumbnail, thumbnailOf } from './thumbnail.ts';

const REAL_CUTS = '../shared/data/cuts';
const truthSchema = z.array(z.object({ file: z.string(), cuts: z.array(z.int()) }));
const BARS = 'testsrc=size=160x90:rate=25:duration=2';
const MANDELBROT = 'mandelbrot=size=160x90:rate=25:start_scale=0.3:end_scale=0.28';
let folder: Awaited<ReturnType<typeof clipFolder>>;

beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());

async function framesOf(path: string) {
  const frames: { thumbnail: Thumbnail; ptsMs: number }[] = [];
  const onLow = (rgb: Uint8Array, ptsMs: number) => frames.push({ thumbnail: thumbnailOf(rgb), ptsMs });
  await streamFrames(path, { nativeWidth: 2, nativeHeight: 2 }, { onLow });
  return frames;
}

async function changesOf(path: string) {
  const frames = await framesOf(path);
  const detector = new SceneChangeDetector();
  for (const { thumbnail, ptsMs } of frames) detector.add(thumbnail, ptsMs);
  return { frames, changes: detector.finish() };
}

describe('the detector of scene changes', () => {
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
      expect(changes.map((change) => change.timeMs)).toEqual(cuts.map((index) => frames[index]!.ptsMs));
    }
  });

  it('scores at least 0.95 on edits with dissolves, fades, flashes, whip pans and strobing', async () => {
    const scores: EditScore[] = [];
    for (const edit of GOLDEN_EDITS) {
      const { changes } = await changesOf(await renderEdit(folder.path, edit));
      scores.push(scoreEdit(changes, edit));
    }
    expect(f1Of(scores)).toBeGreaterThanOrEqual(0.95);
  });

  it('finds in a long clip, run by run, what it finds in its pieces', async () => {
    const pieces = [GOLDEN_EDITS[0]!, GOLDEN_EDITS[8]!, GOLDEN_EDITS[12]!, GOLDEN_EDITS.at(-1)!];
    const frames = (
      await Promise.all(pieces.map((edit) => renderEdit(folder.path, edit).then(framesOf)))
    ).flat();
    const detector = new SceneChangeDetector();
    const ROUNDS = 8;
    for (let i = 0; i < ROUNDS * frames.length; i++) {
      detector.add(frames[i % frames.length]!.thumbnail, i * 40);
    }
    const roundMs = frames.length * 40;
    const found = detector.finish();
    const ofRound = (round: number) =>
      found
        .filter(({ timeMs }) => Math.floor(timeMs / roundMs) === round)
        .map(({ kind, timeMs }) => ({ kind, timeMs: timeMs % roundMs }));
    expect(ROUNDS * frames.length).toBeGreaterThan(2_500);
    const first = ofRound(1);
    expect(first.length).toBeGreaterThan(8);
    for (let round = 2; round < ROUNDS; round++) {
      const again = ofRound(round);
      expect(again.map(({ kind }) => kind)).toEqual(first.map(({ kind }) => kind));
      // Dissolves are looked for on a grid that begins with each run.
      again.forEach(({ timeMs }, i) => {
        expect(Math.abs(timeMs - first[i]!.timeMs)).toBeLessThanOrEqual(
          first[i]!.kind === 'dissolve' ? 80 : 0,
        );
      });
    }
  });
});
