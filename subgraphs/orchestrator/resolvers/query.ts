import { isId } from '@effect-studio/kernel/ids';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { RUN_PAGE } from '../persistence/run-statements.ts';
import { findRun } from './load-run.ts';

const LARGEST_PAGE = 100;

export const Query: QueryResolvers = {
  run: async (_, { id }, ctx) => ((await findRun(ctx, id)) ? { id } : null),
  runs: async (_, { first, after }, ctx) => {
    const limit = Math.min(LARGEST_PAGE, Math.max(1, first ?? 20));
    const cursor = isId(after) ? after : null;
    const rows = await ctx.db.transaction(ctx, (tx) =>
      tx.rows<{ id: string }>(RUN_PAGE, [ctx.caller.subjectId, cursor, limit + 1]),
    );
    const page = rows.slice(0, limit);
    return {
      edges: page.map(({ id }) => ({ cursor: id, node: { id } })),
      pageInfo: { endCursor: page.at(-1)?.id ?? null, hasNextPage: rows.length > limit },
    };
  },
};
