import { isId } from '@effect-studio/kernel/ids';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findReviewItem, reviewItems } from '../persistence/review-rows.ts';
import { listInbox } from '../use-cases/list-inbox.ts';

/** Most items that the queue shows at once. */
const QUEUE_LIMIT = 200;

export const Query: QueryResolvers = {
  notifications: async (_root, { first, after }, ctx) => {
    const page = await listInbox(ctx, { first: first ?? 20, after: after ?? null });
    return {
      edges: page.notifications.map((node) => ({ cursor: node.id, node })),
      pageInfo: { endCursor: page.notifications.at(-1)?.id ?? null, hasNextPage: page.hasNextPage },
      unreadCount: page.unreadCount,
    };
  },
  reviewQueue: (_root, { status }, ctx) =>
    ctx.db.transaction(ctx, (tx) => reviewItems(tx, status ?? 'WAITING', QUEUE_LIMIT)),
  reviewItem: (_root, { id }, ctx) =>
    isId(id) ? ctx.db.transaction(ctx, (tx) => findReviewItem(tx, id)) : null,
};
