import { notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type {
  LedgerEntryResolvers,
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  SubscriptionResolvers,
  TopUpWalletResultResolvers,
  UserResolvers,
  WalletResolvers,
} from '../generated/resolvers.ts';
import { walletTopic } from '../messaging/ticks.ts';
import { liveValue } from '../resolvers/live-value.ts';
import { spendableChange, type Wallet as WalletModel } from './domain/wallet.ts';
import { loadWallet, readWalletEntries, readWalletOf } from './use-cases/read-wallet.ts';
import { reconcileLedger } from './use-cases/reconcile-ledger.ts';
import { topUpWallet } from './use-cases/top-up-wallet.ts';

const Query = {
  wallet: (_parent, _args, ctx) => (ctx.caller.subjectId ? readWalletOf(ctx, ctx.caller.subjectId) : null),
  reconcileLedger: (_parent, _args, ctx) => reconcileLedger(ctx),
} satisfies QueryResolvers;

const Mutation = {
  topUpWallet: async (_parent, { input }, ctx) => {
    const { userId, amountTokens, reason, idempotencyKey } = input;
    // A wallet is opened when a person registers; a mistyped id must not open another.
    if (!isId(userId) || !(await readWalletOf(ctx, userId))) return notFound('wallet of a person', userId);
    return topUpWallet(ctx, { userId, amountTokens, reason, key: idempotencyKey });
  },
} satisfies MutationResolvers;

const Subscription = {
  walletChanged: {
    subscribe: (_parent, _args, ctx) => {
      const ownerId = ctx.caller.subjectId ?? '';
      let seen: bigint | null = null;
      return liveValue<WalletModel>({
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
    resolve: (wallet: WalletModel) => wallet,
  },
} satisfies SubscriptionResolvers;

const Wallet: WalletResolvers = {
  __resolveReference: async ({ id }, ctx) => loadWallet(ctx, id),
  owner: ({ ownerId }) => ({ id: ownerId }),
  entries: ({ id }, { first }, ctx) => readWalletEntries(ctx, id, first ?? 20),
};

const LedgerEntry: LedgerEntryResolvers = {
  amountTokens: ({ kind, movedTokens }) => spendableChange(kind, movedTokens),
  run: ({ runId }) => (runId ? { id: runId } : null),
};

const User: UserResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  wallet: ({ id }, _args, ctx) =>
    id === ctx.caller.subjectId || ctx.caller.kind === 'system' ? readWalletOf(ctx, id) : null,
};

const TopUpWalletResult: TopUpWalletResultResolvers = {
  __resolveType: (result) => ('__typename' in result && result.__typename ? result.__typename : 'Wallet'),
};

/** Wallets, their entries, and the proof that they add up. */
export const ledgerResolvers = {
  Query,
  Mutation,
  Subscription,
  Wallet,
  LedgerEntry,
  User,
  TopUpWalletResult,
} satisfies Resolvers;
