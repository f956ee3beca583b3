import { join } from 'node:path';
import { degradeClip } from '@effect-studio/gpu-agent/runners/twin/degrade-clip';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { evaluateOutput } from '@effect-studio/quality/domain/evaluate-output';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: Awaited<ReturnType<typeof clipFolder>>;
let footage: string;
beforeAll(async () => {
  folder = await clipFolder();
  const texture = 'mandelbrot=size=320x180:rate=25:start_scale=0.3:end_scale=0.22';
  footage = await drawClip(join(folder.path, 'footage.mp4'), [texture], ['-t', '2', ...H264]);
});
afterAll(() => folder.dispose());

it('a twin’s declared quality is found by the judge, who does not know it: less declared is less judged', async () => {
  const declared = [1, 0.8, 0.55, 0.3, 0.05];
  const judged: number[] = [];
  for (const quality of declared) {
    const outputPath = join(folder.path, `quality-${quality}.mp4`);
    const options = { signal: AbortSignal.timeout(60_000), memoryMiB: 2_048 };
    await degradeClip(footage, outputPath, quality, options);
    const { evaluation } = await evaluateOutput({
      footagePath: footage,
      outputPath,
      example: { path: footage },
      effectTypeId: 'look-match',
      window: null,
    });
    judged.push(evaluation.composite);
  }
  expect(judged).toEqual(judged.toSorted((a, b) => b - a));
  expect(new Set(judged).size).toBe(declared.length);
  expect(judged[0]! - judged.at(-1)!).toBeGreaterThan(0.3);
});
