import type { MutationResolvers } from '../generated/resolvers.ts';
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
      footageExcerpt: input.footageExcerpt
        ? {
            startMs: Math.round(input.footageExcerpt.startSeconds * 1_000),
            durationMs: Math.round(input.footageExcerpt.durationSeconds * 1_000),
          }
        : null,
      wish: input.wish,
      consentPublicPreview: input.consentPublicPreview ?? false,
      idempotencyKey: input.idempotencyKey,
    }),
  runEffect: (_, { input }, ctx) => runEffect(ctx, { ...input, maxTokens: input.maxTokens ?? null }),
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
