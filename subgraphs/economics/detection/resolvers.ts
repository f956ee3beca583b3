import { feed } from '@effect-studio/kernel/bus/event-feed';
import type { CallContext } from '@effect-studio/kernel/context';
import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import { isId } from '@effect-studio/kernel/ids';
import { EconomicAlert } from '@effect-studio/schema/events/economics';
import type {
  AlertResolvers,
  QueryResolvers,
  Resolvers,
  SubscriptionResolvers,
} from '../generated/resolvers.ts';
import { type Alert as AlertModel, RUNBOOK_OF } from './domain/alert.ts';
import { alertById, alertPage, alertsOn } from './persistence/alerts.ts';
import { pointsBetween, watchedSeries } from './persistence/series-points.ts';

const PAGE_LIMIT = 100;
const DAY_MS = 86_400_000;
const LONGEST_SPAN_MS = 8 * DAY_MS;

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
  detectionSeries: async (_parent, { input: { subjectKind, subjectId, signal, from, to } }, ctx) => {
    const isSpan = from < to && to.getTime() - from.getTime() <= LONGEST_SPAN_MS;
    // Log patterns are judged as a whole; their score is in their alerts.
    if (!isSpan || subjectKind === 'LOG' || signal === 'LOG_PATTERNS') return null;
    const subject = { kind: subjectKind, id: subjectId };
    return ctx.db.transaction(ctx, async (tx) => ({
      subject,
      signal,
      points: await pointsBetween(tx, { subject, signal }, { from, to }),
      alerts: await alertsOn(tx, { subject, signal }, { from, to }),
    }));
  },
  watchedSeries: (_parent, _args, ctx) =>
    ctx.db.transaction(ctx, (tx) => watchedSeries(tx, new Date(tx.now.getTime() - DAY_MS))),
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
