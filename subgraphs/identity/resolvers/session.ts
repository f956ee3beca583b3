import type { SessionResolvers } from '../generated/resolvers.ts';
import { listLiveSessions } from '../persistence/sessions.ts';

export const sessionResolvers: SessionResolvers = {
  __resolveReference: async ({ id }, ctx) => {
    const sessions = await ctx.db.transaction(ctx, (tx) => listLiveSessions(tx, ctx.caller.subjectId ?? ''));
    return sessions.find((session) => session.id === id) ?? null;
  },
  isCurrent: ({ id }, _args, ctx) => id === ctx.caller.sessionId,
};
