import { parsePosition } from '@effect-studio/kernel/scalars';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import type { Wallet } from '../ledger/domain/wallet.ts';
import { readWalletOf } from '../ledger/use-cases/read-wallet.ts';
import type { MarginHud } from '../margins/domain/margin.ts';
import { readBooksVersion, readHud } from '../margins/use-cases/read-hud.ts';
import { BOOKS_TOPIC, walletTopic } from '../messaging/ticks.ts';
import { liveValue } from './live-value.ts';

export const Subscription: SubscriptionResolvers = {
  marginUpdates: {
    subscribe: (_parent, { window, after }, ctx) => {
      let seen = parsePosition(after);
      return liveValue<MarginHud>({
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
    resolve: (hud: MarginHud) => hud,
  },
  walletChanged: {
    subscribe: (_parent, _args, ctx) => {
      const ownerId = ctx.caller.subjectId ?? '';
      let seen: bigint | null = null;
      return liveValue<Wallet>({
        ticks: ctx.ticks,
        topic: walletTopic(ownerId),
        readIfChanged: async () => {
          const wallet = await readWalletOf(ctx, ownerId);
          if (!wallet || wallet.version === seen) return null;
          seen = wallet.version;
          return wallet;
        },
      });
    },
    resolve: (wallet: Wallet) => wallet,
  },
};
