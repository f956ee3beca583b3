import type { CallContext } from '@effect-studio/kernel/context';
import type { ModelUse } from '@effect-studio/llm/asking/ask-model';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import type { QualityEvaluation } from '@effect-studio/schema/media/quality-vector';
import { withOpinion } from '../domain/judges/second-opinion.ts';
import { JudgeSilent, modelJudge } from '../judges/model-judge.ts';
import type { DeliveredOutput, MeasuredOutput } from './judge-output.ts';

/**
 * Shows a measured candidate to the model. Without an answer the evaluation is the measured one and says why.
 * @returns the evaluation, and what was used up
 * @throws MediaError when a clip cannot be read; whatever `signal` was aborted with
 */
export async function askSecondOpinion(
  ctx: CallContext,
  studio: StudioModel,
  asked: { output: DeliveredOutput; files: MeasuredOutput; measured: QualityEvaluation },
  signal: AbortSignal,
): Promise<{ evaluation: QualityEvaluation; uses: ModelUse[] }> {
  const { output, files, measured } = asked;
  const judge = modelJudge(ctx, studio, {
    personId: output.ownerId,
    what: `The output of task ${output.taskId} was measured and not looked at`,
    instead: 'It is judged by measurement alone.',
  });
  const { examplePath, ...paths } = files;
  const shown = {
    ...{ ...paths, id: output.taskId, effectTypeId: output.effectTypeId },
    ...{ examplePath: examplePath ?? '', hasExample: examplePath !== null },
  };
  try {
    const opinion = await judge.opinionOf(shown, signal);
    return { evaluation: withOpinion(measured, opinion), uses: judge.takeUses() };
  } catch (error) {
    if (!(error instanceof JudgeSilent)) throw error;
    return { evaluation: { ...measured, opinionMissing: error.code }, uses: judge.takeUses() };
  }
}
