import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SAMPLE_LOOKS } from '../testing/sample-looks.ts';
import { findWorkflow } from '../workflow-catalogue.ts';
import { type MotionTrial, tryMotion } from './motion-trial.ts';
import { planSlowMotion } from './paced-motion.ts';

let folder: Awaited<ReturnType<typeof clipFolder>>;
beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());

const FRAME = { width: 320, height: 180 };
const FRAME_RATE = { num: 25, den: 1 };

const tried = (path: string, lengthMs = 1_500): Promise<MotionTrial | null> =>
  tryMotion(
    {
      ...{ path, startMs: 0, lengthMs, frame: FRAME, frameRate: FRAME_RATE, sourceFilters: 'null' },
      ...{ folder: folder.path, limits: { threads: 2, memoryMiB: 2_048 } },
    },
    new AbortController().signal,
  );

const planned = (motionTrial: MotionTrial | null) =>
  planSlowMotion({
    ...{ settings: findWorkflow('slow-motion-fine')!.settings, parameters: {}, motionTrial },
    ...{ example: SAMPLE_LOOKS.vivid, footage: SAMPLE_LOOKS.dull, frame: FRAME, frameRate: FRAME_RATE },
    ...{ lengthMs: 1_500, seed: 1, folder: folder.path },
  });

it('finds that a wandering picture is made again better by following it, and has it followed', async () => {
  const path = await drawFootage(`${folder.path}/wandering.mp4`, 0, {
    ...{ seconds: 1.6, size: '480x270' },
    filters: "scale=480:270,crop=320:180:x='80+70*sin(t*3)':y='45+40*cos(t*2.2)'",
  });
  const trial = (await tried(path))!;
  expect(trial.followed).toBeGreaterThan(trial.mixed + 0.01);
  expect(planned(trial).graph).toContain('mi_mode=mci');
  expect(planned(trial).notes[0]).toContain('motion-compensated');
});

it('mixes where nothing goes anywhere, and says what the trial said', async () => {
  const blinking = "gradients=size=320x180:rate=25:speed=0.2:duration=1.6,hue=b='2*sin(t*9)'";
  const path = await drawClip(`${folder.path}/blinking.mp4`, [blinking], H264);
  const trial = (await tried(path))!;
  const { graph, notes } = planned(trial);
  expect(graph).not.toContain('minterpolate');
  expect(notes.join()).toMatch(/mixed frames,of true frames that were left out, following .* mixing [\d.]+/);
});

it('cannot tell of a handful of frames, and follows then', async () => {
  const path = await drawClip(`${folder.path}/short.mp4`, ['testsrc2=size=320x180:rate=25:duration=1'], H264);
  expect(await tried(path, 300)).toBeNull();
  expect(planned(null).graph).toContain('mi_mode=mci');
});
