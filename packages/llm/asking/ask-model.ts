import type { CallContext } from '@effect-studio/kernel/context';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { Question, TokenUsage } from '../language-model.ts';
import { LlmError, type LlmErrorCode } from '../llm-error.ts';
import type { StudioModel } from './studio-model.ts';
import { giveQuestionBack, takeQuestion } from './take-question.ts';
import { warnUnanswered } from './warn-unanswered.ts';

/** What was used of somebody else's service. */
export interface ModelUse extends TokenUsage {
  providerId: string;
  model: string;
  durationMs: number;
}

/**
 * Why there is no answer: a kill switch, a quota that is used up, what the model's adapter said (`LlmErrorCode`), or
 * `FAILED` for a fault of our own.
 */
export type Unanswered = 'SWITCHED_OFF' | 'QUOTA_OF_PERSON' | 'QUOTA_OF_STUDIO' | LlmErrorCode | 'FAILED';

/** `use` is null where nothing was sent, or nobody says what it cost. Book it: `recordUse`. */
export type Asked<Value> =
  | { value: Value; unanswered: null; use: ModelUse }
  | { value: null; unanswered: Unanswered; use: ModelUse | null };

/**
 * Asks the studio's model within its limits: the kill switch `models.ask`, then the quotas of the person and of the
 * studio, then the question, no longer than the studio's patience. Whatever goes wrong is told by name and, unless
 * somebody switched it off, to operators; nothing is thrown for want of a model. Slow: call it outside of transactions.
 * @param options.personId whose quota it counts against; the platform's own left out
 * @param options.what the sentence's subject for operators, such as `The clip …`, and `instead`: what happens without
 * @throws whatever `question.signal` was aborted with
 */
export async function askModel<Value>(
  ctx: CallContext,
  studio: StudioModel,
  question: Question<Value>,
  options: { personId?: string; what: string; instead: string },
): Promise<Asked<Value>> {
  const { personId = SYSTEM_SUBJECT_ID, what, instead } = options;
  const { tenantId } = ctx.caller;
  if (!ctx.flags.value('models.ask', { tenantId, subjectId: personId }))
    return { value: null, unanswered: 'SWITCHED_OFF', use: null };
  const unanswered = async (code: Unanswered, cause: string, use: ModelUse | null) => {
    await warnUnanswered(ctx, { code, cause, what, instead });
    return { value: null, unanswered: code, use };
  };
  const startedAt = performance.now();
  const patience = AbortSignal.timeout(studio.patienceMs);
  try {
    const full = await ctx.db.transaction(ctx, (tx) => takeQuestion(tx, personId, studio));
    if (full) return await unanswered(full, 'the questions of the day are used up', null);
    const signal = question.signal ? AbortSignal.any([question.signal, patience]) : patience;
    const { value, usage } = await studio.model.ask({ ...question, signal });
    return { value, unanswered: null, use: useOf(studio, usage, startedAt) };
  } catch (error) {
    question.signal?.throwIfAborted();
    if (!(error instanceof LlmError)) return await unanswered('FAILED', String(error), null);
    if (error.code === 'CIRCUIT_OPEN')
      await ctx.db.transaction(ctx, (tx) => giveQuestionBack(tx, personId)).catch(() => undefined);
    const isImpatient = patience.aborted && error.code === 'ABORTED';
    const use = error.usage.calls === 0 ? null : useOf(studio, error.usage, startedAt);
    return await unanswered(
      isImpatient ? 'TIMEOUT' : error.code,
      isImpatient ? `no answer within ${studio.patienceMs} ms` : error.message,
      use,
    );
  }
}

const useOf = ({ model }: StudioModel, usage: TokenUsage, startedAt: number): ModelUse => ({
  ...usage,
  providerId: model.providerId,
  model: model.model,
  durationMs: Math.round(performance.now() - startedAt),
});
