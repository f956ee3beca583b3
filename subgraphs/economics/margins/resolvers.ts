import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import { readForecast } from '../forecast/use-cases/read-forecast.ts';
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
import { minuteOf } from './domain/bucket.ts';
import type { HudSlice, Margin, MarginHud as MarginHudModel } from './domain/margin.ts';
import { providerSlice, readBooksRevision, readHud, readProviderMargins } from './use-cases/read-hud.ts';
import { type Quantiles, readQuantiles } from './use-cases/read-quantiles.ts';

const Query = {
  marginHud: (_parent, { window, budgetContext }, ctx) => readHud(ctx, window, BUDGETS[budgetContext]),
} satisfies QueryResolvers;

const Subscription = {
  marginUpdates: {
    subscribe: (_parent, { window, after, budgetContext }, ctx) => {
      let seen = parsePosition(after);
      let minute: number | null = null;
      return liveValue<MarginHudModel>({
        ticks: ctx.ticks,
        topic: BOOKS_TOPIC,
        readIfChanged: async () => {
          const hasMinutePassed = minute !== null && minuteOf(ctx.clock.now()).getTime() > minute;
          if (!hasMinutePassed && seen !== null && (await readBooksRevision(ctx)).version <= seen)
            return null;
          const hud = await readHud(ctx, window, BUDGETS[budgetContext]);
          seen = hud.version;
          minute = minuteOf(hud.at).getTime();
          return hud;
        },
      });
    },
    resolve: (hud: MarginHudModel) => hud,
  },
} satisfies SubscriptionResolvers;

type Sliced = { slice: HudSlice };

/** Figures of a slice that are read only when they are asked for. */
const onDemand = {
  forecast: ({ slice }: Sliced, _args: object, ctx: CallContext) =>
    readForecast(
      ctx,
      {
        budgetContext: slice.budgetContext,
        providerId: slice.providerId,
        effectTypeId: slice.effectTypeId,
        fleet: null,
      },
      slice.epoch,
    ),
  quantiles: async ({ slice }: Sliced, _args: object, ctx: CallContext) => {
    const { costNanoUsd: cost, durationMs: duration } = await readQuantiles(ctx, slice);
    const money = (value: number | null) => (value === null ? null : BigInt(Math.round(value)));
    return {
      cost: {
        p50NanoUsd: money(cost.p50),
        p95NanoUsd: money(cost.p95),
        p99NanoUsd: money(cost.p99),
        sampleCount: cost.sampleCount,
      },
      duration: durationsOf(duration),
    };
  },
};

const durationsOf = ({ p50, p95, p99, sampleCount }: Quantiles) => ({
  p50Ms: p50,
  p95Ms: p95,
  p99Ms: p99,
  sampleCount,
});

const MarginHud: MarginHudResolvers = {
  ...onDemand,
  version: ({ version }) => version.toString(),
};

const MarginCell: MarginCellResolvers = {
  ...onDemand,
  provider: ({ providerId }) => ({ id: providerId }),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

const ProviderMargin: ProviderMarginResolvers = {
  ...onDemand,
  provider: ({ providerId }) => ({ id: providerId }),
};

const Provider: ProviderResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  margin: ({ id }, { window }, ctx) =>
    loader<string, Margin>(ctx, `economics-provider-margin-${window}`, (ids) =>
      readProviderMargins(ctx, window, ids),
    ).load(id),
  quantiles: async ({ id }, { window }, ctx) =>
    onDemand.quantiles({ slice: await providerSlice(ctx, window, id) }, {}, ctx),
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
