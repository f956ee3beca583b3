import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analyseVideo } from '@effect-studio/analysis/domain/analyse-video';
import { buildLookMatchLut } from '@effect-studio/gpu-agent/runners/ffmpeg/look-match/look-match-lut';
import { inputArgs, runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { toCubeText } from '@effect-studio/media/look/lut';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { filterClip } from '@effect-studio/media/testing/synthetic-clips';
import { evaluateOutput } from '@effect-studio/quality/domain/evaluate-output';
import type { Bench, Subject } from './bench.ts';

const SECONDS = 8;
const LUT_SIZE = 33;
const FULL = { tone: 1, colour: 1, skinProtection: 0.7 };

/** Milliseconds of some work. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const decode = (clip: string) => () =>
  runFfmpeg([...inputArgs(clip), '-map', '0:v:0', '-f', 'null', '-'], { timeoutMs: 120_000 });

/**
 * Analysis, quality and the look match's table against a bare decode of the same 720p clip. Each is measured right
 * after a decode of its own, so that a machine that gets busy is unfair to nobody.
 */
const media: Bench = {
  name: 'media',
  what: 'analysis (bar: 3), quality of a candidate against decoding both clips (bar: 4) and the look-match table (bar: 1), in decodes of the same 720p clip',
  metrics: { time: 'ms', 'decode before it': 'ms', 'time ÷ decode': '×' },
  rounds: 5,
  warmUpRounds: 1,
  open: async (say) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bench-media-'));
    say(`drawing two clips of ${SECONDS} s at 720p`);
    const footage = await drawFootage(path.join(folder, 'footage.mp4'), 0, {
      seconds: SECONDS,
      size: '1280x720',
    });
    const output = await filterClip(footage, path.join(folder, 'output.mp4'), 'eq=saturation=0.6:gamma=0.9');
    const metadata = (await probeVideo(footage))!;
    const { analysis } = await analyseVideo(footage, metadata);
    const example = (await analyseVideo(output, (await probeVideo(output))!)).analysis.descriptor;
    const against = (
      name: string,
      reference: () => Promise<unknown>,
      work: () => Promise<unknown>,
    ): Subject => ({
      name,
      measure: async () => {
        const before = await timed(reference);
        const time = await timed(work);
        return { time, 'decode before it': before, 'time ÷ decode': time / before };
      },
    });
    const both = async () => {
      await decode(footage)();
      await decode(output)();
    };
    return {
      subjects: [
        against('analysis', decode(footage), () => analyseVideo(footage, metadata)),
        against('quality', both, () =>
          evaluateOutput({
            ...{ footagePath: footage, outputPath: output, example: { descriptor: example } },
            ...{ effectTypeId: 'look-match', window: null },
          }),
        ),
        against('look-match table', decode(footage), async () =>
          toCubeText(buildLookMatchLut(analysis.descriptor, example, FULL, LUT_SIZE).lut),
        ),
      ],
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
export default media;
