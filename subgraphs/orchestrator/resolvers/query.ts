import { isId } from '@effect-studio/kernel/ids';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { currentManifest, isStaleAt } from '../messaging/manifest-source.ts';
import { RUN_PAGE } from '../persistence/run-statements.ts';
import { quoteRerender } from '../use-cases/rerender-candidate.ts';
import { findRun } from './load-run.ts';

const LARGEST_PAGE = 100;

export const Query: QueryResolvers = {
  routingStatus: (_, _args, ctx) => {
    const manifest = currentManifest(ctx);
    return {
      manifestVersion: manifest?.version ?? null,
      digest: manifest?.digest ?? null,
      generatedAt: manifest?.generatedAt ?? null,
      checkedAt: manifest?.checkedAt ?? null,
      isStale: manifest !== null && isStaleAt(manifest, ctx.clock.now()),
      isExplorationStopped: manifest?.isExplorationStopped ?? false,
    };
  },
  quoteRerender: (_, { runId, taskId }, ctx) => quoteRerender(ctx, runId, taskId),
  run: async (_, { id }, ctx) => ((await findRun(ctx, id)) ? { id } : null),
  runs: async (_, { first, after, states }, ctx) => {
    const limit = Math.min(LARGEST_PAGE, Math.max(1, first ?? 20));
    const cursor = isId(after) ? after : null;
    const values = [ctx.caller.subjectId, cursor, limit + 1, states ?? null];
    const rows = await ctx.db.read<{ id: string }>(ctx, RUN_PAGE, values);
    const page = rows.slice(0, limit);
    return {
      edges: page.map(({ id }) => ({ cursor: id, node: { id } })),
      pageInfo: { endCursor: page.at(-1)?.id ?? null, hasNextPage: rows.length > limit },
    };
  },
};
