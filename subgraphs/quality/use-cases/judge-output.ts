import { join } from 'node:path';
import type { CallContext } from '@effect-studio/kernel/context';
import { withWorkFolder } from '@effect-studio/kernel/objects/work-folder';
import { compute } from '@effect-studio/kernel/process/compute';
import { type RunInterval, recordMediaWork } from '@effect-studio/media/ffmpeg/media-process';
import { MediaError } from '@effect-studio/media/media-error';
import { paceOf } from '@effect-studio/media/pace';
import { probeVideo } from '@effect-studio/media/probe/probe';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type { TaskSucceeded } from '@effect-studio/schema/events/execution';
import type { QualityEvaluation, QualityVector } from '@effect-studio/schema/media/quality-vector';
import { styleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import type { evaluateOutput } from '../domain/evaluate-output.ts';
import { validateOutput } from '../domain/validate-output.ts';
import { EVALUATION } from '../judges/evaluation-module.ts';
import type { OutputRejection } from '../persistence/evaluation.entity.ts';

export type DeliveredOutput = PayloadOf<typeof TaskSucceeded>;

/** Local files of an output whose numbers are known, for whoever else is to judge it. */
export interface MeasuredOutput {
  footagePath: string;
  outputPath: string;
  /** Null: only what was measured of it is known. */
  examplePath: string | null;
  window: { startMs: number; durationMs: number } | null;
}

export interface JudgeOutputOptions {
  /** Weights of the composite. */
  weights: Readonly<QualityVector>;
  /** Adds to the measured evaluation while the files are there; default: nothing is added. */
  alsoAsk?: (output: MeasuredOutput, measured: QualityEvaluation) => Promise<QualityEvaluation>;
  signal: AbortSignal;
}

export type Verdict =
  | { isAccepted: true; evaluation: QualityEvaluation; mediaIntervals: RunInterval[] }
  | { isAccepted: false; rejection: OutputRejection };

/**
 * Looks at the real frames of an output, its footage and the example, or what was measured of the example once.
 * @throws MediaError when footage or example cannot be read
 */
export async function judgeOutput(
  ctx: CallContext,
  output: DeliveredOutput,
  { weights, alsoAsk, signal }: JudgeOutputOptions,
): Promise<Verdict> {
  return withWorkFolder('quality', async (folder) => {
    const { exampleKey, footageKey } = output.inputs;
    const known =
      exampleKey === null ? { descriptor: styleDescriptor.parse(output.exampleDescriptor) } : null;
    const [footagePath, example, outputPath] = await Promise.all([
      fetchTo(ctx, footageKey, join(folder, 'footage.mp4')),
      known ?? fetchTo(ctx, exampleKey!, join(folder, 'example.mp4')).then((path) => ({ path })),
      fetchTo(ctx, output.outputKey, join(folder, 'output.mp4')),
    ]);
    const checked = await recordMediaWork(() => checkOutput({ footagePath, outputPath }, output, signal));
    const { window, validation } = checked.result;
    if (!validation.ok) {
      const { reason, humanReadableCause, suggestedAction } = validation;
      return { isAccepted: false, rejection: { reason, humanReadableCause, suggestedAction } };
    }
    const { effectTypeId } = output;
    const judged = await compute<Awaited<ReturnType<typeof evaluateOutput>>>({
      module: EVALUATION,
      name: 'evaluateOutput',
      input: { footagePath, outputPath, example, effectTypeId, window, weights },
      signal,
    });
    const examplePath = 'path' in example ? example.path : null;
    const files = { footagePath, outputPath, examplePath, window };
    return {
      isAccepted: true,
      evaluation: alsoAsk ? await alsoAsk(files, judged.evaluation) : judged.evaluation,
      mediaIntervals: [...checked.mediaIntervals, ...judged.mediaIntervals],
    };
  });
}

/** Is the output as long and as large as the footage, or as its excerpt, asks for? */
async function checkOutput(
  { footagePath, outputPath }: { footagePath: string; outputPath: string },
  { excerpt, effectTypeId }: Pick<DeliveredOutput, 'excerpt' | 'effectTypeId'>,
  signal: AbortSignal,
) {
  const footage = await probeVideo(footagePath, { signal });
  if (!footage) throw new MediaError('BAD_OUTPUT', 'the footage has no picture');
  const window = excerpt && {
    startMs: excerpt.startMs,
    durationMs: Math.min(excerpt.durationMs, footage.durationMs - excerpt.startMs),
  };
  const givenMs = window?.durationMs ?? footage.durationMs;
  const validation = await validateOutput(outputPath, {
    expectedDurationMs: givenMs * (paceOf(effectTypeId, givenMs)?.durationFactor ?? 1),
    expectedSize: { width: footage.width, height: footage.height },
    signal,
  });
  return { window, validation };
}

async function fetchTo(ctx: CallContext, key: string, path: string): Promise<string> {
  await ctx.storage.download(key, path);
  return path;
}
