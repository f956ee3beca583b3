import { join } from 'node:path';
import { withWorkFolder } from '@effect-studio/kernel/objects/work-folder';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { H264 } from '@effect-studio/media/testing/synthetic-clips';
import { LADDERS } from '../domain/judges/golden-ladders.ts';
import type { Judge, JudgedOutput } from '../domain/judges/judge.ts';
import { type GateVerdict, type GoldenAnswers, judgeTheJudge } from '../domain/judges/judge-gate.ts';

/** Small, so that a machine that renders is hardly disturbed; each ladder's first, third and fifth step. */
const FOOTAGE = { kind: 1, seconds: 2, size: '320x180', rate: 25 };
const STEPS = [0, 2, 4];
const TIMEOUT_MS = 60_000;

type Ladders = NonNullable<GoldenAnswers['admitted']>;

export interface Calibration extends GateVerdict {
  ladders: Ladders;
}

/**
 * Asks a judge about the golden set, which is drawn anew by this machine's own ffmpeg: scores of rising damage, and pairs
 * of mild and gross damage in both orders.
 * @param admitted the ladders of its admission; null: it is new
 * @throws whatever hinders the judge: then nothing is known about it
 */
export function calibrateJudge(
  judge: Judge,
  admitted: Ladders | null,
  signal: AbortSignal,
): Promise<Calibration> {
  return withWorkFolder('calibration', async (folder) => {
    const { kind, ...how } = FOOTAGE;
    const footagePath = await drawFootage(join(folder, 'footage.mp4'), kind, how);
    const ladders: { kind: string; scores: number[] }[] = [];
    const pairs: GoldenAnswers['pairs'][number][] = [];
    for (const ladder of LADDERS) {
      const outputs: JudgedOutput[] = [];
      for (const step of STEPS) {
        const id = `${ladder.kind}-${step}`;
        const outputPath = join(folder, `${id}.mp4`);
        const { filters, encode = H264 } = ladder.steps[step]!;
        const filter = filters ? ['-vf', filters] : [];
        await runFfmpeg(['-i', footagePath, ...filter, ...encode, outputPath], {
          timeoutMs: TIMEOUT_MS,
          signal,
        });
        outputs.push({ id, footagePath, outputPath, examplePath: footagePath, effectTypeId: 'look-match' });
      }
      const scores: number[] = [];
      for (const output of outputs) scores.push(await judge.score(output, signal));
      ladders.push({ kind: ladder.kind, scores });
      const [better, worse] = [outputs[0]!, outputs.at(-1)!];
      pairs.push({
        id: ladder.kind,
        betterFirst: await judge.prefer(better, worse, signal),
        betterSecond: await judge.prefer(worse, better, signal),
      });
    }
    return { ...judgeTheJudge({ ladders, pairs, admitted }), ladders };
  });
}
