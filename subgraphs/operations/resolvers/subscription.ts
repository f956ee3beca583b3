import { parseLogCursor } from '../domain/log-cursor.ts';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { followActionLog } from '../use-cases/follow-action-log.ts';

export const Subscription: SubscriptionResolvers = {
  actionLogged: {
    subscribe: (_root, { after }, ctx) => followActionLog(ctx, parseLogCursor(after)),
    resolve: (item: unknown) => item as never,
  },
};
