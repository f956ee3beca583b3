import type { Excerpt } from '@effect-studio/schema/events/shapes';
import { isCandidate, isJudgedCandidate, type Leg } from '../domain/leg.ts';
import { resultPart } from '../domain/plan/trim.ts';
import { chosenTaskId, legOf } from '../domain/saga/run-saga.ts';
import type { RunResolvers } from '../generated/resolvers.ts';
import { readSteps } from '../persistence/saga-log.ts';
import { turnOfRun } from '../use-cases/turn-of-run.ts';
import type { CandidateView } from './candidate-view.ts';
import { findRun, loadRun } from './load-run.ts';

const toView = (leg: Leg): CandidateView => ({ leg });

const inSeconds = (part: Excerpt | null) =>
  part && { startSeconds: part.startMs / 1_000, durationSeconds: part.durationMs / 1_000 };

const byRank = (a: Leg, b: Leg): number =>
  (a.ranking?.rank ?? Number.MAX_SAFE_INTEGER) - (b.ranking?.rank ?? Number.MAX_SAFE_INTEGER) ||
  a.ordinal - b.ordinal;

/** Everything of a run that the orchestrator owns. */
export const Run: RunResolvers = {
  __resolveReference: async ({ id }, ctx) => ((await findRun(ctx, id)) ? { id } : null),
  owner: async ({ id }, _, ctx) => ({ id: (await loadRun(ctx, id)).ownerId }),
  wish: async ({ id }, _, ctx) => (await loadRun(ctx, id)).wish,
  state: async ({ id }, _, ctx) => (await loadRun(ctx, id)).state,
  example: async ({ id }, _, ctx) => {
    const { exampleVideoId } = await loadRun(ctx, id);
    return exampleVideoId === null ? null : { id: exampleVideoId };
  },
  effectInUse: async ({ id }, _, ctx) => {
    const { effectInUse } = await loadRun(ctx, id);
    return effectInUse && { id: effectInUse.effectId };
  },
  rerenderOf: async ({ id }, _, ctx) => {
    const { rerender } = await loadRun(ctx, id);
    return rerender && { run: { id: rerender.runId }, taskId: rerender.taskId };
  },
  footage: async ({ id }, _, ctx) => ({ id: (await loadRun(ctx, id)).footageVideoId }),
  footageExcerpt: async ({ id }, _, ctx) => {
    const { analysis, chosenExcerpt, effectInUse, benchmark } = await loadRun(ctx, id);
    return inSeconds(effectInUse || benchmark ? null : (analysis?.excerpt ?? chosenExcerpt));
  },
  footageTrim: async ({ id }, _, ctx) => {
    const { analysis, trim } = await loadRun(ctx, id);
    return inSeconds(analysis ? resultPart(trim, analysis.footageDurationMs) : trim);
  },
  quotedTokens: async ({ id }, _, ctx) => (await loadRun(ctx, id)).quote.amountTokens,
  correlationId: async ({ id }, _, ctx) => (await loadRun(ctx, id)).correlationId,
  candidates: async ({ id }, _, ctx) => {
    const run = await loadRun(ctx, id);
    return run.legs.filter(isCandidate).sort(byRank).map(toView);
  },
  winner: async ({ id }, _, ctx) => {
    const run = await loadRun(ctx, id);
    const chosen = legOf(run, chosenTaskId(run) ?? '');
    return chosen && isJudgedCandidate(chosen) ? toView(chosen) : null;
  },
  resultUrl: async ({ id }, _, ctx) => {
    const run = await loadRun(ctx, id);
    const output = legOf(run, run.result?.finishTaskId ?? '')?.output;
    return output?.key ? ctx.storage.signedGet(output.key) : null;
  },
  failure: async ({ id }, _, ctx) => (await loadRun(ctx, id)).failure,
  effect: async ({ id }, _, ctx) => {
    const { effectId } = await loadRun(ctx, id);
    return effectId ? { id: effectId } : null;
  },
  consentPublicPreview: async ({ id }, _, ctx) => (await loadRun(ctx, id)).consentPublicPreview,
  turn: async ({ id }, _, ctx) => turnOfRun(ctx, await loadRun(ctx, id)),
  steps: ({ id }, _, ctx) => ctx.db.transaction(ctx, (tx) => readSteps(tx, id)),
  createdAt: async ({ id }, _, ctx) => (await loadRun(ctx, id)).createdAt,
  updatedAt: async ({ id }, _, ctx) => (await loadRun(ctx, id)).updatedAt,
};
