import { loader } from '@effect-studio/kernel/graph/loaders';
import { isTerminal, RUN_STATES } from '../domain/saga/run-state.ts';
import type { VideoResolvers } from '../generated/resolvers.ts';
import { ACTIVE_RUNS_OF_CLIPS } from '../persistence/run-statements.ts';

const OVER = RUN_STATES.filter(isTerminal);

export const Video: VideoResolvers = {
  __resolveReference: async ({ id }) => (id ? { id } : null),
  activeRuns: async (video, _args, ctx) => {
    const byClip = loader<string, { id: string }[]>(ctx, 'orchestrator-active-runs', async (ids) => {
      const rows = await ctx.db.transaction(ctx, (tx) =>
        tx.rows<{ videoId: string; id: string }>(ACTIVE_RUNS_OF_CLIPS, [
          [...ids],
          OVER,
          ctx.caller.subjectId,
        ]),
      );
      return Map.groupBy(rows, ({ videoId }) => videoId);
    });
    return (await byClip.load(video.id!)) ?? [];
  },
};
