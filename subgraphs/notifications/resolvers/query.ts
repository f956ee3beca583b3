import { isId } from '@effect-studio/kernel/ids';
import type { ResultReview } from '../domain/review-item.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { undelivered } from '../persistence/delivery-rows.ts';
import { findReviewItem, reviews } from '../persistence/review-rows.ts';
import { listInbox } from '../use-cases/list-inbox.ts';
import { settingsView } from './settings-view.ts';

/** Most items that the queue shows at once. */
const QUEUE_LIMIT = 200;

/** Most undelivered notices on one page. */
const PAGE_LIMIT = 100;

export const Query: QueryResolvers = {
  notifications: async (_root, { first, after }, ctx) => {
    const page = await listInbox(ctx, { first: first ?? 20, after: after ?? null });
    return {
      edges: page.notifications.map((node) => ({ cursor: node.id, node })),
      pageInfo: { endCursor: page.notifications.at(-1)?.id ?? null, hasNextPage: page.hasNextPage },
      unreadCount: page.unreadCount,
    };
  },
  notificationSettings: (_root, _args, ctx) => settingsView(ctx),
  undeliveredNotices: async (_root, { first, after }, ctx) => {
    const limit = Math.min(Math.max(first ?? 50, 1), PAGE_LIMIT);
    const found = await ctx.db.transaction(ctx, (tx) =>
      undelivered(tx, isId(after) ? after : null, limit + 1),
    );
    const page = found.slice(0, limit);
    return {
      edges: page.map((node) => ({ cursor: node.id, node })),
      pageInfo: { endCursor: page.at(-1)?.id ?? null, hasNextPage: found.length > limit },
    };
  },
  reviews: (_root, { status, kind }, ctx) =>
    ctx.db.transaction(ctx, (tx) =>
      reviews(tx, { status: status ?? 'WAITING', kind: kind ?? null, limit: QUEUE_LIMIT }),
    ),
  reviewQueue: async (_root, { status }, ctx) => {
    const results = await ctx.db.transaction(ctx, (tx) =>
      reviews(tx, { status: status ?? 'WAITING', kind: 'RESULT', limit: QUEUE_LIMIT }),
    );
    return results.filter((review): review is ResultReview => review.kind === 'RESULT');
  },
  reviewItem: (_root, { id }, ctx) =>
    isId(id) ? ctx.db.transaction(ctx, (tx) => findReviewItem(tx, id)) : null,
};
