import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  invalidInput,
  type Problem,
  StudioError,
  type SwitchedOff,
  switchedOff,
} from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import type { Excerpt } from '@effect-studio/schema/events/shapes';
import { excerptFault } from '../domain/plan/chosen-excerpt.ts';
import { pickHouseClip } from '../domain/plan/pick-house-clip.ts';
import { newRun } from '../domain/saga/run-saga.ts';
import { lockClips, readClips, readHouseClips } from '../persistence/clips.ts';
import { askQuote, type Quote } from './ask-the-graph.ts';
import { badTrim } from './bad-trim.ts';
import { beginRun } from './begin-run.ts';
import { objectionToClips } from './look-up-clips.ts';
import type { RunRef } from './run-ref.ts';
import { type InsufficientTokens, insufficientTokens, type VideoNotReady } from './submit-problems.ts';
import { type TooManyRuns, waitOrStart } from './wait-or-start.ts';

const WISH_LENGTH = 500;

export interface SubmitRun {
  exampleVideoId: string;
  footageVideoId: string | null;
  /** Where versions are tried; null: the analysis finds a place. */
  footageExcerpt: Excerpt | null;
  /** What the result covers; null: the whole clip. */
  footageTrim: Excerpt | null;
  wish: string;
  consentPublicPreview: boolean;
  idempotencyKey: string;
}

export type SubmitRunAnswer =
  | RunRef
  | InsufficientTokens
  | VideoNotReady
  | TooManyRuns
  | SwitchedOff
  | IdempotencyConflict
  | (Problem & { __typename: 'InvalidInput'; field: string });

/**
 * Fixes the quote and starts a run of the caller's, or lets it wait for its turn. Clips that are still in processing are waited for.
 * Everything that can be refused is refused before a row is written; a repeated key answers its run
 * even when the same submission would be refused by now.
 */
export async function submitRun(ctx: CallContext, input: SubmitRun): Promise<SubmitRunAnswer> {
  const { idempotencyKey, footageExcerpt, footageTrim, ...rest } = input;
  // Keys of before people could choose stay those of the same command.
  const payload = {
    ...rest,
    ...(footageExcerpt ? { footageExcerpt } : {}),
    ...(footageTrim ? { footageTrim } : {}),
  };
  const fault = faultOf(input);
  if (fault) return fault;
  const clipIds = [input.exampleVideoId, input.footageVideoId].filter((id) => id !== null);
  // Asked before the transaction, which must not wait for the network; used only when the key is new.
  const [quote, objection] = await Promise.all([askQuote(ctx), objectionToClips(ctx, clipIds)]);
  return idempotent<SubmitRunAnswer>(
    ctx,
    { operation: 'submitRun', key: idempotencyKey, payload },
    async (tx) => {
      if (!ctx.flags.value('runs.submit', ctx.caller)) return switchedOff('New runs');
      if (objection) return objection;
      if (quote.availableTokens < quote.amountTokens) return insufficientTokens(quote);
      return start(tx, input, quote);
    },
  );
}

function faultOf({ wish, exampleVideoId, footageVideoId, footageExcerpt, footageTrim }: SubmitRun) {
  if (wish.length > WISH_LENGTH) {
    const cause = `The wish has ${wish.length} characters; ${WISH_LENGTH} are allowed.`;
    return invalidInput('wish', cause, 'Say it in fewer words.');
  }
  if (!isId(exampleVideoId)) return notAnId('exampleVideoId');
  if (footageVideoId !== null && !isId(footageVideoId)) return notAnId('footageVideoId');
  if (footageExcerpt && footageVideoId === null) {
    const cause = 'An excerpt was chosen, but not the clip that it is of.';
    return invalidInput('footageExcerpt', cause, 'Name the footage, or leave the excerpt out.');
  }
  if (footageTrim && footageVideoId === null) {
    const cause = 'A part was chosen, but not the clip that it is of.';
    return invalidInput('footageTrim', cause, 'Name the footage, or leave it whole.');
  }
  return badExcerpt(footageExcerpt, null) ?? badTrim(footageTrim, null);
}

function badExcerpt(excerpt: Excerpt | null, footageDurationMs: number | null) {
  const fault = excerpt && excerptFault(excerpt, footageDurationMs);
  return fault && invalidInput('footageExcerpt', fault.cause, fault.action);
}

const notAnId = (field: string) =>
  invalidInput(field, 'It is not the id of a clip.', 'Use the id that the upload answered.');

async function start(tx: Transaction, input: SubmitRun, quote: Quote): Promise<SubmitRunAnswer> {
  const { caller, correlationId } = tx.call;
  if (!caller.subjectId) throw new StudioError('NO_SUBJECT', 'a run needs an owner');
  const runId = newId();
  const footageVideoId = input.footageVideoId ?? (await houseClipFor(tx, runId));
  if (!footageVideoId) {
    const cause = 'No footage was given and the studio has no clip of its own yet.';
    return invalidInput('footageVideoId', cause, 'Upload footage and name it.');
  }
  await lockClips(tx, [input.exampleVideoId, footageVideoId]);
  const clips = await readClips(tx, [input.exampleVideoId, footageVideoId]);
  const { footageExcerpt, footageTrim } = input;
  const footageDurationMs = clips.get(footageVideoId)?.durationMs ?? null;
  const outside = badExcerpt(footageExcerpt, footageDurationMs) ?? badTrim(footageTrim, footageDurationMs);
  if (outside) return outside;
  const turn = await waitOrStart(tx, quote);
  if ('__typename' in turn) return turn;
  const run = newRun({
    runId,
    ownerId: caller.subjectId,
    tenantId: caller.tenantId,
    correlationId,
    wish: input.wish.trim(),
    exampleVideoId: input.exampleVideoId,
    footageVideoId,
    chosenExcerpt: footageExcerpt,
    trim: footageTrim,
    quote: { amountTokens: quote.amountTokens, rateCardVersion: quote.rateCardVersion },
    consentPublicPreview: input.consentPublicPreview,
    at: tx.now,
    ...turn,
  });
  const withClips = {
    ...run,
    exampleKey: clips.get(input.exampleVideoId)?.proxyKey ?? null,
    footageKey: clips.get(footageVideoId)?.proxyKey ?? null,
  };
  await beginRun(tx, withClips);
  return { __typename: 'Run', id: runId };
}

async function houseClipFor(tx: Transaction, runId: string): Promise<string | null> {
  return pickHouseClip(runId, await readHouseClips(tx))?.videoId ?? null;
}
