import type { CallContext } from '@effect-studio/kernel/context';
import { feed } from '@effect-studio/kernel/event-feed';
import { isId } from '@effect-studio/kernel/ids';
import { parsePosition } from '@effect-studio/kernel/scalars';
import { EconomicAlert } from '@effect-studio/schema/events/economics';
import type {
  AlertResolvers,
  QueryResolvers,
  Resolvers,
  SubscriptionResolvers,
} from '../generated/resolvers.ts';
import { type Alert as AlertModel, RUNBOOK_OF } from './domain/alert.ts';
import { alertById, alertPage } from './persistence/alerts.ts';

const PAGE_LIMIT = 100;

const find = (ctx: CallContext, id: string): Promise<AlertModel | null> =>
  ctx.db.transaction(ctx, (tx) => alertById(tx, id));

const Query = {
  alerts: async (_parent, { first, after, isOpenOnly }, ctx) => {
    const limit = Math.min(Math.max(first ?? 20, 1), PAGE_LIMIT);
    const beforeId = isId(after) ? after : null;
    const rows = await ctx.db.transaction(ctx, (tx) =>
      alertPage(tx, { beforeId, isOpenOnly: isOpenOnly ?? false, limit: limit + 1 }),
    );
    const page = rows.slice(0, limit);
    return {
      edges: page.map((node) => ({ cursor: node.id, node })),
      pageInfo: { endCursor: page.at(-1)?.id ?? null, hasNextPage: rows.length > limit },
    };
  },
  alert: (_parent, { id }, ctx) => (isId(id) ? find(ctx, id) : null),
} satisfies QueryResolvers;

const Subscription = {
  economicAlerts: {
    subscribe: (_parent, { after }, ctx) =>
      feed(ctx.eventLog.follow({ types: [EconomicAlert.type] }, parsePosition(after)), async (event) => {
        const id = event.payload.alertId;
        // The log is everybody's; and alerts of unpriced work or the ledger are no episodes.
        if (event.tenantId !== ctx.caller.tenantId || typeof id !== 'string') return null;
        const alert = await find(ctx, id);
        return alert && { __typename: 'AlertChanged' as const, cursor: event.position.toString(), alert };
      }),
    resolve: (item: unknown) => item as never,
  },
} satisfies SubscriptionResolvers;

const Alert: AlertResolvers = {
  __resolveReference: async ({ id }, ctx) => (isId(id) ? find(ctx, id) : null),
  humanReadableCause: ({ cause }) => cause,
  runbook: ({ signal }) => RUNBOOK_OF[signal],
};

/** What is not as it should be. */
export const detectionResolvers = { Query, Subscription, Alert } satisfies Resolvers;
