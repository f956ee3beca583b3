import type { Excerpt } from '@effect-studio/schema/events/shapes';
import type { ExcerptInput, MutationResolvers } from '../generated/resolvers.ts';
import { cancelRun } from '../use-cases/cancel-run.ts';
import { chooseCandidate } from '../use-cases/choose-candidate.ts';
import { rerenderCandidate } from '../use-cases/rerender-candidate.ts';
import { runEffect } from '../use-cases/run-effect.ts';
import { submitRun } from '../use-cases/submit-run.ts';

export const Mutation: MutationResolvers = {
  submitRun: (_, { input }, ctx) =>
    submitRun(ctx, {
      exampleVideoId: input.exampleVideoId,
      footageVideoId: input.footageVideoId ?? null,
      footageExcerpt: toExcerpt(input.footageExcerpt),
      footageTrim: toExcerpt(input.footageTrim),
      wish: input.wish,
      consentPublicPreview: input.consentPublicPreview ?? false,
      idempotencyKey: input.idempotencyKey,
    }),
  runEffect: (_, { input }, ctx) =>
    runEffect(ctx, {
      ...input,
      footageTrim: toExcerpt(input.footageTrim),
      maxTokens: input.maxTokens ?? null,
    }),
  cancelRun: (_, { input }, ctx) => cancelRun(ctx, input),
  chooseCandidate: (_, { input }, ctx) => chooseCandidate(ctx, input),
  rerenderCandidate: (_, { input }, ctx) =>
    rerenderCandidate(ctx, {
      runId: input.runId,
      taskId: input.taskId,
      parameters: input.parameters ?? {},
      likeness: input.likeness ?? null,
      maxTokens: input.maxTokens ?? null,
      idempotencyKey: input.idempotencyKey,
    }),
};

function toExcerpt(given: ExcerptInput | null | undefined): Excerpt | null {
  return given
    ? {
        startMs: Math.round(given.startSeconds * 1_000),
        durationMs: Math.round(given.durationSeconds * 1_000),
      }
    : null;
}
