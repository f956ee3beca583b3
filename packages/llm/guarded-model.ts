import { setTimeout as wait } from 'node:timers/promises';
import type { LanguageModel, Question, TokenUsage } from './language-model.ts';
import { LlmError } from './llm-error.ts';

export interface GuardOptions {
  /** Of one attempt, milliseconds. Default 30 000. */
  timeoutMs?: number;
  /** Attempts per question, default 3. */
  attempts?: number;
  /** Longest first pause, milliseconds; doubles with each attempt. Default 500. */
  pauseMs?: number;
  /** Questions that fail one after another before the service is left alone, and for how long. Default 5, 60 000 ms. */
  breakAfter?: number;
  breakMs?: number;
  /** For tests. */
  random?: () => number;
  now?: () => number;
  sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

const LONGEST_PAUSE_MS = 20_000;
/** What the service itself is to blame for; a question that it refuses says nothing about its health. */
const OUTAGES: ReadonlySet<string> = new Set(['TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED']);

/**
 * A model with a time limit per attempt, retries with full jitter ("Exponential Backoff And Jitter", AWS 2015) that
 * respect what the service asks to wait, and a circuit breaker: after `breakAfter` outages in a row questions fail at
 * once for `breakMs`, then one is let through to see.
 */
export function guardedModel(model: LanguageModel, options: GuardOptions = {}): LanguageModel {
  const { timeoutMs = 30_000, attempts = 3, pauseMs = 500, breakAfter = 5, breakMs = 60_000 } = options;
  const { random = Math.random, now = Date.now } = options;
  const sleep = options.sleep ?? ((ms, signal) => wait(ms, undefined, signal ? { signal } : {}));
  let failures = 0;
  let openUntil = 0;
  let isProbing = false;

  async function attempt<Value>(question: Question<Value>) {
    // An SDK may send what nobody wants any more.
    if (question.signal?.aborted)
      throw new LlmError('ABORTED', 'the question was given up before it was sent');
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = question.signal ? AbortSignal.any([question.signal, limit]) : limit;
    try {
      return await model.ask({ ...question, signal });
    } catch (error) {
      if (limit.aborted && !question.signal?.aborted)
        throw new LlmError('TIMEOUT', `${model.model} did not answer within ${timeoutMs} ms`, {
          cause: error,
        });
      throw error;
    }
  }

  return {
    providerId: model.providerId,
    model: model.model,
    async ask(question) {
      if (failures >= breakAfter && (now() < openUntil || isProbing))
        throw new LlmError(
          'CIRCUIT_OPEN',
          `${model.model} failed ${failures} times in a row and is left alone`,
        );
      isProbing = failures >= breakAfter;
      const used: TokenUsage = { calls: 0, inputTokens: 0, outputTokens: 0 };
      let hadOutage = false;
      try {
        for (let round = 1; ; round += 1) {
          try {
            const answer = await attempt(question);
            failures = 0;
            return { ...answer, usage: sum(used, answer.usage) };
          } catch (error) {
            if (!(error instanceof LlmError)) throw error;
            Object.assign(used, sum(used, error.usage));
            const isOutage = OUTAGES.has(error.code);
            // Who gives up while it hangs for the second time was let down as well.
            const isLetDown = hadOutage && error.code === 'ABORTED';
            hadOutage ||= isOutage;
            if (!error.retryable || round >= attempts) {
              if (isOutage || isLetDown) {
                failures += 1;
                openUntil = now() + breakMs;
              }
              throw new LlmError(error.code, error.message, { cause: error, usage: used });
            }
            const jittered = random() * pauseMs * 2 ** (round - 1);
            const pauseFor = Math.min(LONGEST_PAUSE_MS, Math.max(jittered, error.retryAfterMs ?? 0));
            await sleep(pauseFor, question.signal).catch((cause: unknown) => {
              failures += 1;
              openUntil = now() + breakMs;
              throw new LlmError('ABORTED', `given up while ${model.model} was left to recover`, {
                ...{ cause, usage: used },
              });
            });
          }
        }
      } finally {
        isProbing = false;
      }
    },
  };
}

const sum = (one: TokenUsage, other: TokenUsage): TokenUsage => ({
  calls: one.calls + other.calls,
  inputTokens: one.inputTokens + other.inputTokens,
  outputTokens: one.outputTokens + other.outputTokens,
});
