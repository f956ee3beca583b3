import { compute } from '@effect-studio/kernel/process/compute';
import { hasVmaf } from '@effect-studio/media/vmaf';
import type { evaluateOutput } from '../domain/evaluate-output.ts';
import type { Judge, JudgedOutput } from '../domain/judges/judge.ts';
import { evaluatorVersionOf } from '../domain/version.ts';
import { EVALUATION } from './evaluation-module.ts';

/** Composites that are nearer to each other say nothing. */
const EQUAL = 0.005;

/** The evaluator that measures frames, as a judge. Each file is measured once. */
export function measuringJudge(): Judge {
  const known = new Map<string, Promise<number>>();
  const measure = async (output: JudgedOutput, signal: AbortSignal): Promise<number> => {
    const { footagePath, outputPath, examplePath, effectTypeId } = output;
    const { evaluation } = await compute<Awaited<ReturnType<typeof evaluateOutput>>>({
      module: EVALUATION,
      name: 'evaluateOutput',
      input: { footagePath, outputPath, example: { path: examplePath }, effectTypeId, window: null },
      signal,
    });
    return evaluation.composite;
  };
  const score = (output: JudgedOutput, signal: AbortSignal): Promise<number> => {
    const found = known.get(output.outputPath) ?? measure(output, signal);
    known.set(output.outputPath, found);
    return found;
  };
  return {
    version: evaluatorVersionOf(hasVmaf()),
    kind: 'measured',
    score,
    async prefer(first, second, signal) {
      const [one, other] = [await score(first, signal), await score(second, signal)];
      if (Math.abs(one - other) < EQUAL) return 'neither';
      return one > other ? 'first' : 'second';
    },
  };
}
