import { existsSync } from 'node:fs';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { clipFolder, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateOutput } from '../evaluate-output.ts';
import { LADDERS } from './golden-ladders.ts';
import { areaUnderCurve, spearman } from './rank-statistics.ts';

const RECORDED = '../shared/data/videos';
let folder: Awaited<ReturnType<typeof clipFolder>>;
let footage: string;
beforeAll(async () => {
  folder = await clipFolder();
  footage = await drawFootage(`${folder.path}/footage.mp4`, 1, { seconds: 2 });
});
afterAll(() => folder.dispose());

async function compositeOf(outputPath: string, footagePath = footage): Promise<number> {
  const input = {
    footagePath,
    outputPath,
    example: { path: footagePath },
    effectTypeId: 'look-match',
    window: null,
  };
  return (await evaluateOutput(input)).evaluation.composite;
}

async function damaged(name: string, step: (typeof LADDERS)[number]['steps'][number]): Promise<string> {
  const path = `${folder.path}/${name}.mp4`;
  const encode = step.encode ?? H264;
  await runFfmpeg(['-i', footage, ...(step.filters ? ['-vf', step.filters] : []), ...encode, path], {
    timeoutMs: 60_000,
  });
  return path;
}

describe('the golden ladders', () => {
  const mild: number[] = [];
  const gross: number[] = [];

  it.each(LADDERS)('ranks five degrees of $kind in order', async ({ kind, steps }) => {
    const composites: number[] = [];
    for (const [i, step] of steps.entries()) {
      composites.push(await compositeOf(await damaged(`${kind}-${i}`, step)));
    }
    mild.push(composites[0]!);
    gross.push(composites.at(-1)!);
    const degrees = composites.map((_, i) => -i);
    expect(spearman(composites, degrees), composites.map((c) => c.toFixed(3)).join()).toBeGreaterThanOrEqual(
      0.95,
    );
  });

  it('tells mild damage from gross damage, whatever its kind', () => {
    expect(mild).toHaveLength(LADDERS.length);
    expect(areaUnderCurve(mild, gross)).toBeGreaterThanOrEqual(0.95);
  });

  it.skipIf(!existsSync(RECORDED))('puts the pristine recording above the distorted one', async () => {
    const pristine = `${RECORDED}/carphone_pristine.mp4`;
    const distorted = await compositeOf(`${RECORDED}/carphone_distorted.mp4`, pristine);
    expect(await compositeOf(pristine, pristine)).toBeGreaterThan(distorted + 0.05);
  });
});
