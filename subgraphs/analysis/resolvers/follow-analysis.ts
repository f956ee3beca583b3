import type { CallContext } from '@effect-studio/kernel/context';
import { AsyncQueue } from '@effect-studio/kernel/process/async-queue';
import { ANALYSIS_STAGES, type AnalysisStage, progressTopic } from '../domain/progress-ticks.ts';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { findByVideos } from '../persistence/analyses.repository.ts';

interface Progress {
  video: { __typename: 'Video'; id: string };
  stage: AnalysisStage;
}

const isStage = (value: unknown): value is AnalysisStage => ANALYSIS_STAGES.some((stage) => stage === value);

/**
 * Stages of the analysis of one of the caller's clips, until it is done. Ticks are passing: who subscribes in the middle
 * gets the next one, and who subscribes after the end is told so at once.
 */
export async function followAnalysis(
  ctx: CallContext,
  videoId: string,
): Promise<AsyncIterableIterator<Progress>> {
  const queue = new AsyncQueue<Progress | null>({ limit: 16, onReturn: () => stop() });
  const push = (stage: AnalysisStage): void => {
    queue.push({ video: { __typename: 'Video', id: videoId }, stage });
    if (stage === 'DONE') queue.push(null);
  };
  const topic = progressTopic(ctx.caller.subjectId ?? '', videoId);
  // Listening comes first: what ends while the look is taken is told as well.
  const stop = ctx.ticks.on(topic, ({ data }) => {
    if (isStage(data.stage)) push(data.stage);
  });
  const known = await ctx.db.transaction(ctx, (tx) => findByVideos(tx, [videoId]));
  if (known.has(videoId)) push('DONE');
  const stages: AsyncIterableIterator<Progress> = {
    next: async () => {
      const { value, done } = await queue.next();
      if (!done && value) return { value, done: false };
      queue.close();
      return { value: undefined, done: true };
    },
    return: async () => {
      queue.close();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]: () => stages,
  };
  return stages;
}

export const subscriptionResolvers: SubscriptionResolvers = {
  analysisProgress: {
    subscribe: (_root, { videoId }, ctx) => followAnalysis(ctx, videoId),
    resolve: (item: unknown) => item as never,
  },
};
