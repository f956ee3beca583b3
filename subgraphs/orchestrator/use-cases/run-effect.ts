import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  invalidInput,
  notFound,
  type Problem,
  StudioError,
  type SwitchedOff,
  switchedOff,
} from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import type { Excerpt } from '@effect-studio/schema/events/shapes';
import { newRun } from '../domain/saga/run-saga.ts';
import { lockClips, readClips } from '../persistence/clips.ts';
import { askEffect, askQuote, type PublishedEffect, type Quote } from './ask-the-graph.ts';
import { badTrim } from './bad-trim.ts';
import { beginRun } from './begin-run.ts';
import { objectionToClips } from './look-up-clips.ts';
import { type PriceAboveLimit, priceRefusal } from './price-refusal.ts';
import type { RunRef } from './run-ref.ts';
import type { InsufficientTokens, VideoNotReady } from './submit-problems.ts';
import { type TooManyRuns, waitOrStart } from './wait-or-start.ts';

export interface RunEffect {
  effectId: string;
  footageVideoId: string;
  /** What the result covers; null: the whole clip. */
  footageTrim: Excerpt | null;
  /** The most that the caller agrees to pay; null: whatever it costs now. */
  maxTokens: number | null;
  idempotencyKey: string;
}

export type RunEffectAnswer =
  | RunRef
  | InsufficientTokens
  | VideoNotReady
  | PriceAboveLimit
  | TooManyRuns
  | SwitchedOff
  | IdempotencyConflict
  | ReturnType<typeof notFound>
  | (Problem & { __typename: 'InvalidInput'; field: string });

/**
 * Puts a published effect on a clip of the caller's. The quote is fixed here; tokens are consumed when a result passes,
 * and come back otherwise. Everything that can be refused is refused before a row is written; a repeated key answers
 * its run even when the effect has been taken out since.
 */
export async function runEffect(ctx: CallContext, input: RunEffect): Promise<RunEffectAnswer> {
  const { idempotencyKey, footageTrim, ...rest } = input;
  // Keys of before people could trim stay those of the same command.
  const payload = footageTrim ? { ...rest, footageTrim } : rest;
  if (!isId(input.footageVideoId)) {
    return invalidInput(
      'footageVideoId',
      'It is not the id of a clip.',
      'Use the id that the upload answered.',
    );
  }
  const fault = badTrim(footageTrim, null);
  if (fault) return fault;
  // Asked before the transaction, which must not wait for the network; used only when the key is new.
  const [effect, objection] = await Promise.all([
    isId(input.effectId) ? askEffect(ctx, input.effectId) : null,
    objectionToClips(ctx, [input.footageVideoId]),
  ]);
  const quote = effect && (await askQuote(ctx, effect.inUse.effectTypeId));
  return idempotent<RunEffectAnswer>(
    ctx,
    { operation: 'runEffect', key: idempotencyKey, payload },
    async (tx) => {
      if (!ctx.flags.value('runs.submit', ctx.caller)) return switchedOff('New runs');
      if (!effect || !quote) return notFound('effect', input.effectId);
      const refusal = objection ?? priceRefusal('The effect', quote, input.maxTokens);
      return refusal ?? start(tx, input, effect, quote);
    },
  );
}

async function start(
  tx: Transaction,
  { footageVideoId, footageTrim }: RunEffect,
  { inUse, title, variant }: PublishedEffect,
  quote: Quote,
): Promise<RunEffectAnswer> {
  const { caller, correlationId } = tx.call;
  if (!caller.subjectId) throw new StudioError('NO_SUBJECT', 'a run needs an owner');
  await lockClips(tx, [footageVideoId]);
  const clips = await readClips(tx, [footageVideoId]);
  const outside = badTrim(footageTrim, clips.get(footageVideoId)?.durationMs ?? null);
  if (outside) return outside;
  const turn = await waitOrStart(tx, quote);
  if ('__typename' in turn) return turn;
  const { amountTokens, rateCardVersion } = quote;
  const runId = newId();
  const run = newRun({
    runId,
    ownerId: caller.subjectId,
    tenantId: caller.tenantId,
    correlationId,
    wish: title,
    exampleVideoId: null,
    footageVideoId,
    quote: { amountTokens, rateCardVersion },
    consentPublicPreview: false,
    effectInUse: inUse,
    trim: footageTrim,
    at: tx.now,
    ...turn,
  });
  const footageKey = clips.get(footageVideoId)?.proxyKey ?? null;
  // The prompt is its creator's words; no provider asks for them, so they do not spread over the runs of others.
  await beginRun(tx, { ...run, variants: [{ ...variant, text: '' }], footageKey });
  return { __typename: 'Run', id: runId };
}
