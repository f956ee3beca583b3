import type { LedgerEntryResolvers, UserResolvers, WalletResolvers } from '../generated/resolvers.ts';
import { spendableChange } from '../ledger/domain/wallet.ts';
import { loadWallet, readWalletEntries, readWalletOf } from '../ledger/use-cases/read-wallet.ts';

export const Wallet: WalletResolvers = {
  __resolveReference: async ({ id }, ctx) => loadWallet(ctx, id),
  owner: ({ ownerId }) => ({ id: ownerId }),
  entries: ({ id }, { first }, ctx) => readWalletEntries(ctx, id, first ?? 20),
};

export const LedgerEntry: LedgerEntryResolvers = {
  amountTokens: ({ kind, movedTokens }) => spendableChange(kind, movedTokens),
  run: ({ runId }) => (runId ? { id: runId } : null),
};

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  wallet: ({ id }, _args, ctx) =>
    id === ctx.caller.subjectId || ctx.caller.kind === 'system' ? readWalletOf(ctx, id) : null,
};
