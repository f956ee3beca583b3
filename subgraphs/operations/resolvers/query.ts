import { isId } from '@effect-studio/kernel/ids';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { newestActionLog } from '../persistence/action-log-rows.ts';
import { deadLettersIn } from '../persistence/dead-letter-rows.ts';
import { traces } from '../persistence/trace-rows.ts';

/** Most rows of the action log at once. */
const ACTION_LOG_LIMIT = 100;
/** Most dead letters at once. */
const DEAD_LETTER_LIMIT = 200;

export const Query: QueryResolvers = {
  trace: async (_root, { correlationId }, ctx) => {
    if (!isId(correlationId)) return [];
    // PostgreSQL answers ids in lower case.
    const id = correlationId.toLowerCase();
    return (await ctx.db.transaction(ctx, (tx) => traces(tx, [id]))).get(id) ?? [];
  },
  actionLog: (_root, { first }, ctx) => {
    const limit = Math.min(Math.max(first ?? 50, 1), ACTION_LOG_LIMIT);
    return ctx.db.transaction(ctx, (tx) => newestActionLog(tx, limit));
  },
  deadLetters: (_root, { state }, ctx) =>
    ctx.db.transaction(ctx, (tx) => deadLettersIn(tx, state ?? 'DEAD', DEAD_LETTER_LIMIT)),
};
