import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { clipFolder, H264 } from '@effect-studio/media/testing/synthetic-clips';
import type { QualityEvaluation } from '@effect-studio/schema/media/quality-vector';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evaluateOutput } from '../evaluate-output.ts';

/** A picture that wanders, so that everything in it moves by some pixels a frame. */
const WANDERING = "scale=480:270,crop=320:180:x='80+70*sin(t*3)':y='45+40*cos(t*2.2)'";
/** From true frames at twice the rate: what half speed would look like had a camera filmed it. */
const WAYS = {
  true: 'setpts=2*PTS,fps=25',
  mixed: "select='not(mod(n,2))',setpts=2*PTS,framerate=fps=25:interp_start=0:interp_end=255:scene=100",
  repeated: "select='not(mod(n,2))',setpts=2*PTS,fps=25",
  torn: "setpts=2*PTS,fps=25,geq=lum='if(mod(N,2),lum(clip(X+8*gt(mod(Y,24),11),0,W-1),Y),lum(X,Y))':cb='cb(X,Y)':cr='cr(X,Y)'",
} as const;

let folder: Awaited<ReturnType<typeof clipFolder>>;
const judged = {} as Record<keyof typeof WAYS, QualityEvaluation>;

beforeAll(async () => {
  folder = await clipFolder();
  const film = await drawFootage(`${folder.path}/film.mp4`, 0, {
    ...{ seconds: 1.6, rate: 50, size: '480x270', filters: WANDERING },
  });
  const footagePath = `${folder.path}/footage.mp4`;
  const cut = (filters: string, path: string) =>
    runFfmpeg(['-i', film, '-vf', filters, ...H264, path], { timeoutMs: 60_000 });
  await cut("select='not(mod(n,2))',fps=25", footagePath);
  for (const [way, filters] of Object.entries(WAYS)) {
    const outputPath = `${folder.path}/${way}.mp4`;
    await cut(filters, outputPath);
    const input = { footagePath, outputPath, example: { path: footagePath }, window: null };
    judged[way as keyof typeof WAYS] = (
      await evaluateOutput({ ...input, effectTypeId: 'slow-motion' })
    ).evaluation;
  }
}, 120_000);
afterAll(() => folder.dispose());

it('ranks frames between frames by how true they are', () => {
  expect(judged.true.composite).toBeGreaterThan(judged.mixed.composite + 0.04);
  expect(judged.mixed.composite).toBeGreaterThan(judged.repeated.composite + 0.04);
  expect(judged.true.composite).toBeGreaterThan(judged.torn.composite + 0.05);
  expect(judged.mixed.parts.ghosting).toBeGreaterThan(judged.true.parts.ghosting! + 0.2);
  expect(judged.true.metrics.temporalConsistency).toContain('block-matched residual');
});
