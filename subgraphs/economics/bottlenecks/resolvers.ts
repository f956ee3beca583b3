import { feed } from '@effect-studio/kernel/bus/event-feed';
import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import { isId } from '@effect-studio/kernel/ids';
import {
  ActionApplied,
  ActionReverted,
  BottleneckClassified,
  FleetActionApplied,
  FleetActionReverted,
} from '@effect-studio/schema/events/economics';
import type { AutoAction } from '../actions/domain/action.ts';
import { actionsOf } from '../actions/persistence/auto-actions.ts';
import { loadFleetActions } from '../fleet-actions/resolvers.ts';
import type {
  BottleneckResolvers,
  BottleneckStepResolvers,
  QueryResolvers,
  Resolvers,
  SubscriptionResolvers,
} from '../generated/resolvers.ts';
import type {
  Bottleneck as BottleneckModel,
  BottleneckStep as StepModel,
} from './domain/stored-bottleneck.ts';
import { bottleneckById, bottleneckPage, stepsOf } from './persistence/bottlenecks.ts';

const PAGE_LIMIT = 100;
const CHANGES = [
  BottleneckClassified,
  ActionApplied,
  ActionReverted,
  FleetActionApplied,
  FleetActionReverted,
].map((event) => event.type);

const find = (ctx: CallContext, id: string): Promise<BottleneckModel | null> =>
  ctx.db.transaction(ctx, (tx) => bottleneckById(tx, id));

const Query = {
  bottlenecks: async (_parent, { first, after, isOpenOnly, bottleneckClass }, ctx) => {
    const limit = Math.min(Math.max(first ?? 20, 1), PAGE_LIMIT);
    const rows = await ctx.db.transaction(ctx, (tx) =>
      bottleneckPage(tx, {
        beforeId: isId(after) ? after : null,
        isOpenOnly: isOpenOnly ?? false,
        bottleneckClass: bottleneckClass ?? null,
        limit: limit + 1,
      }),
    );
    const page = rows.slice(0, limit);
    return {
      edges: page.map((node) => ({ cursor: node.id, node })),
      pageInfo: { endCursor: page.at(-1)?.id ?? null, hasNextPage: rows.length > limit },
    };
  },
  bottleneck: (_parent, { id }, ctx) => (isId(id) ? find(ctx, id) : null),
} satisfies QueryResolvers;

const Subscription = {
  bottleneckUpdates: {
    subscribe: (_parent, { after }, ctx) =>
      feed(ctx.eventLog.follow({ types: CHANGES }, parsePosition(after)), async (event) => {
        // The log is everybody's; row-level security would not find the rows of another tenant either.
        if (event.tenantId !== ctx.caller.tenantId) return null;
        const bottleneck = await find(ctx, String(event.payload.bottleneckId));
        return (
          bottleneck && {
            __typename: 'BottleneckChanged' as const,
            cursor: event.position.toString(),
            bottleneck,
          }
        );
      }),
    resolve: (item: unknown) => item as never,
  },
} satisfies SubscriptionResolvers;

const Bottleneck: BottleneckResolvers = {
  __resolveReference: async ({ id }, ctx) => (isId(id) ? find(ctx, id) : null),
  tests: ({ tests }) => [...tests],
  actions: async ({ id }, _args, ctx) => {
    const load = loader<string, AutoAction[]>(ctx, 'economics-bottleneck-actions', (ids) =>
      ctx.db.transaction(ctx, (tx) => actionsOf(tx, ids)),
    );
    return (await load.load(id)) ?? [];
  },
  fleetActions: ({ id }, _args, ctx) => loadFleetActions(ctx, id),
  history: async ({ id }, _args, ctx) => {
    const load = loader<string, StepModel[]>(ctx, 'economics-bottleneck-steps', (ids) =>
      ctx.db.transaction(ctx, (tx) => stepsOf(tx, ids)),
    );
    return (await load.load(id)) ?? [];
  },
};

const BottleneckStep: BottleneckStepResolvers = {
  by: ({ by }) => (by ? { id: by } : null),
};

/** What is in the way, and what was done about it. */
export const bottleneckResolvers = { Query, Subscription, Bottleneck, BottleneckStep } satisfies Resolvers;
