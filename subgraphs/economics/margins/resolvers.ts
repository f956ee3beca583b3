import { loader } from '@effect-studio/kernel/loaders';
import { parsePosition } from '@effect-studio/kernel/scalars';
import type {
  MarginCellResolvers,
  MarginHudResolvers,
  ProviderMarginResolvers,
  ProviderResolvers,
  QueryResolvers,
  Resolvers,
  SubscriptionResolvers,
} from '../generated/resolvers.ts';
import { BOOKS_TOPIC } from '../messaging/ticks.ts';
import { BUDGETS } from '../resolvers/budgets.ts';
import { liveValue } from '../resolvers/live-value.ts';
import type { Margin, MarginHud as MarginHudModel } from './domain/margin.ts';
import { readBooksVersion, readHud, readProviderMargins } from './use-cases/read-hud.ts';

const Query = {
  marginHud: (_parent, { window, budgetContext }, ctx) => readHud(ctx, window, BUDGETS[budgetContext]),
} satisfies QueryResolvers;

const Subscription = {
  marginUpdates: {
    subscribe: (_parent, { window, after }, ctx) => {
      let seen = parsePosition(after);
      return liveValue<MarginHudModel>({
        ticks: ctx.ticks,
        topic: BOOKS_TOPIC,
        readIfChanged: async () => {
          if (seen !== null && (await readBooksVersion(ctx)) <= seen) return null;
          const hud = await readHud(ctx, window);
          seen = hud.version;
          return hud;
        },
      });
    },
    resolve: (hud: MarginHudModel) => hud,
  },
} satisfies SubscriptionResolvers;

const MarginHud: MarginHudResolvers = {
  version: ({ version }) => version.toString(),
};

const MarginCell: MarginCellResolvers = {
  provider: ({ providerId }) => ({ id: providerId }),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

const ProviderMargin: ProviderMarginResolvers = {
  provider: ({ providerId }) => ({ id: providerId }),
};

const Provider: ProviderResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  margin: ({ id }, { window }, ctx) =>
    loader<string, Margin>(ctx, `economics-provider-margin-${window}`, (ids) =>
      readProviderMargins(ctx, window, ids),
    ).load(id),
};

/** Margins over windows, now and live. */
export const marginResolvers = {
  Query,
  Subscription,
  MarginHud,
  MarginCell,
  ProviderMargin,
  Provider,
} satisfies Resolvers;
