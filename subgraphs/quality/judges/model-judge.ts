import type { CallContext } from '@effect-studio/kernel/context';
import { withWorkFolder } from '@effect-studio/kernel/objects/work-folder';
import { askModel, type ModelUse, type Unanswered } from '@effect-studio/llm/asking/ask-model';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import type { z } from 'zod';
import type { Judge, JudgedOutput } from '../domain/judges/judge.ts';
import {
  JUDGE_SYSTEM,
  judgeVersionOf,
  plainRemark,
  preferenceAnswer,
  preferenceText,
  type ShownClip,
  scoreOfGrades,
  verdictAnswer,
  verdictText,
} from '../domain/judges/judge-question.ts';
import type { Opinion } from '../domain/judges/second-opinion.ts';
import { type ClipToShow, judgePictures } from './judge-pictures.ts';

/** The model did not answer; operators were told. Nothing is known about the output for it. */
export class JudgeSilent extends Error {
  override readonly name = 'JudgeSilent';
  readonly code: Unanswered;

  constructor(code: Unanswered) {
    super(`the model did not judge: ${code}`);
    this.code = code;
  }
}

/** A model as a judge within one call: who pays for it, and what it has used up. */
export interface ModelJudge extends Judge {
  /** As `score`, with the model's remark. @throws JudgeSilent */
  opinionOf(
    output: JudgedOutput & { window?: ClipToShow['window']; hasExample?: boolean },
    signal: AbortSignal,
  ): Promise<Opinion>;
  /** What was used up since the last time; book it, also when a question failed. */
  takeUses(): ModelUse[];
}

const MOST_OUTPUT_TOKENS = 800;

/**
 * A model that is shown frames of example, footage and candidates.
 * @param about whose quota the questions count against (the platform's own when left out), and what operators read when
 *   there is no answer
 */
export function modelJudge(
  ctx: CallContext,
  studio: StudioModel,
  about: { personId?: string; what: string; instead: string },
): ModelJudge {
  const version = judgeVersionOf(studio.model);
  let uses: ModelUse[] = [];

  async function ask<Value>(
    clips: readonly ClipToShow[],
    question: { text: (shown: readonly ShownClip[]) => string; schema: z.ZodType<Value> },
    signal: AbortSignal,
  ): Promise<Value> {
    const { pictures, shown } = await withWorkFolder('judge', (folder) =>
      judgePictures(clips, folder, signal),
    );
    const { schema } = question;
    const asked = await askModel(
      ctx,
      studio,
      {
        ...{ system: JUDGE_SYSTEM, text: question.text(shown), pictures, schema, signal },
        maxOutputTokens: MOST_OUTPUT_TOKENS,
      },
      about,
    );
    if (asked.use) uses.push(asked.use);
    if (asked.unanswered !== null) throw new JudgeSilent(asked.unanswered);
    return asked.value;
  }

  const opinionOf: ModelJudge['opinionOf'] = async (output, signal) => {
    const { examplePath, footagePath, outputPath, effectTypeId, window = null, hasExample = true } = output;
    const example: ClipToShow[] = hasExample ? [{ name: 'example', path: examplePath }] : [];
    const clips: ClipToShow[] = [
      ...example,
      { name: 'footage', path: footagePath, window },
      { name: 'candidate', path: outputPath },
    ];
    const text = (shown: readonly ShownClip[]) => verdictText(effectTypeId, shown);
    const { remark, ...grades } = await ask(clips, { text, schema: verdictAnswer }, signal);
    return { judgeVersion: version, score: scoreOfGrades(grades), remark: plainRemark(remark) };
  };

  return {
    version,
    kind: 'model',
    opinionOf,
    score: async (output, signal) => (await opinionOf(output, signal)).score,
    async prefer(first, second, signal) {
      const clips: ClipToShow[] = [
        { name: 'example', path: first.examplePath },
        { name: 'footage', path: first.footagePath },
        { name: 'first candidate', path: first.outputPath },
        { name: 'second candidate', path: second.outputPath },
      ];
      const text = (shown: readonly ShownClip[]) => preferenceText(first.effectTypeId, shown);
      return (await ask(clips, { text, schema: preferenceAnswer }, signal)).better;
    },
    takeUses() {
      const taken = uses;
      uses = [];
      return taken;
    },
  };
}
