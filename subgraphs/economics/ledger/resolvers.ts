import { notFound } from '@effect-studio/kernel/errors';
import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import { isId } from '@effect-studio/kernel/ids';
import type {
  LedgerEntryResolvers,
  LedgerReconciliationResolvers,
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  SetSpendingLimitResultResolvers,
  SubscriptionResolvers,
  TopUpWalletResultResolvers,
  UserResolvers,
  WalletResolvers,
} from '../generated/resolvers.ts';
import { walletTopic } from '../messaging/ticks.ts';
import { liveValue } from '../resolvers/live-value.ts';
import { spendableChange, type Wallet as WalletModel } from './domain/wallet.ts';
import {
  loadWallet,
  readLedgerLines,
  readLimits,
  readWalletEntries,
  readWalletHistory,
  readWalletOf,
} from './use-cases/read-wallet.ts';
import { reconcileLedger } from './use-cases/reconcile-ledger.ts';
import { setSpendingLimit } from './use-cases/set-spending-limit.ts';
import { topUpWallet } from './use-cases/top-up-wallet.ts';

const Query = {
  wallet: (_parent, _args, ctx) => (ctx.caller.subjectId ? readWalletOf(ctx, ctx.caller.subjectId) : null),
  ledgerLines: async (_parent, { ownerId, kind, first, after }, ctx) => {
    const none = { edges: [], pageInfo: { endCursor: null, hasNextPage: false } };
    if ((ownerId && !isId(ownerId)) || (after && !isId(after))) return none;
    const filter = { ownerId: ownerId ?? null, kind: kind ?? null };
    const page = await readLedgerLines(ctx, filter, first ?? 50, after ?? null);
    const edges = page.lines.map(({ ownerId: owner, entry }) => ({
      cursor: entry.id,
      node: { owner: { id: owner }, entry },
    }));
    return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: page.hasNextPage } };
  },
  reconcileLedger: (_parent, _args, ctx) => reconcileLedger(ctx),
} satisfies QueryResolvers;

const Mutation = {
  topUpWallet: async (_parent, { input }, ctx) => {
    const { userId, amountTokens, reason, idempotencyKey } = input;
    // A wallet is opened when a person registers; a mistyped id must not open another.
    if (!isId(userId) || !(await readWalletOf(ctx, userId))) return notFound('wallet of a person', userId);
    return topUpWallet(ctx, { userId, amountTokens, reason, key: idempotencyKey });
  },
  setSpendingLimit: async (_parent, { input }, ctx) => {
    const { userId, period, idempotencyKey } = input;
    const limitTokens = input.limitTokens ?? null;
    const answer = await setSpendingLimit(ctx, { userId, period, limitTokens, key: idempotencyKey });
    return '__typename' in answer ? answer : (await readWalletOf(ctx, answer.userId))!;
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
  history: async ({ id }, { first, after }, ctx) => {
    const page = await readWalletHistory(ctx, id, first ?? 20, parsePosition(after));
    const edges = page.entries.map((node) => ({ cursor: node.sequence.toString(), node }));
    return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: page.hasNextPage } };
  },
  limits: ({ ownerId }, _args, ctx) => readLimits(ctx, ownerId),
};

const LedgerReconciliation: LedgerReconciliationResolvers = {
  mismatchedAccounts: ({ mismatches }) => mismatches.length,
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

const SetSpendingLimitResult: SetSpendingLimitResultResolvers = {
  __resolveType: (result) => ('__typename' in result && result.__typename ? result.__typename : 'Wallet'),
};

/** Wallets, their entries, and the proof that they add up. */
export const ledgerResolvers = {
  Query,
  Mutation,
  Subscription,
  Wallet,
  LedgerEntry,
  LedgerReconciliation,
  User,
  SetSpendingLimitResult,
  TopUpWalletResult,
} satisfies Resolvers;
