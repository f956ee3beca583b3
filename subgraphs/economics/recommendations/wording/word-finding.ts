import type { CallContext } from '@effect-studio/kernel/context';
import type { Finding } from '../domain/recommendation.ts';
import { foreignNumbers, numberWords, type Wording, wordingOf } from '../domain/wording.ts';
import type { WordingPort } from './wording-port.ts';

/** Longest summary that is taken from a model, in characters. */
const LONGEST = 1_200;

/**
 * Words a finding: by its template, and where a model is configured and not switched off in the model's words, as long
 * as these have no number that is not a fact, in figures or in words. Never fails for want of a model. Slow: call it outside of transactions.
 */
export async function wordFinding(
  ctx: CallContext,
  finding: Finding,
  port: WordingPort | null,
  signal: AbortSignal,
): Promise<Wording> {
  const template = wordingOf(finding);
  if (!port || !ctx.flags.value('models.ask', ctx.caller)) return template;
  try {
    const summary = await port.reword(template.summary, finding.facts, signal);
    const known = new Set(numberWords(template.summary));
    const foreign = [
      ...foreignNumbers(summary, finding.facts),
      ...numberWords(summary).filter((word) => !known.has(word)),
    ];
    if (foreign.length === 0 && summary.length <= LONGEST) return { ...template, summary };
    // The numbers themselves stay out of the log: they may be made from sensitive ones.
    ctx.log.warn(
      { subject: finding.subject, foreignNumbers: foreign.length, length: summary.length },
      'the wording of a model was refused; the template is used',
    );
  } catch (error) {
    ctx.log.warn({ err: error, subject: finding.subject }, 'no wording by a model; the template is used');
  }
  return template;
}
