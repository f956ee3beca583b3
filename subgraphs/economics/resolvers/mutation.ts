import { notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type { MutationResolvers, TopUpWalletResultResolvers } from '../generated/resolvers.ts';
import { readWalletOf } from '../ledger/use-cases/read-wallet.ts';
import { topUpWallet } from '../ledger/use-cases/top-up-wallet.ts';

export const Mutation: MutationResolvers = {
  topUpWallet: async (_parent, { input }, ctx) => {
    const { userId, amountTokens, reason, idempotencyKey } = input;
    // A wallet is opened when a person registers; a mistyped id must not open another.
    if (!isId(userId) || !(await readWalletOf(ctx, userId))) return notFound('wallet of a person', userId);
    return topUpWallet(ctx, { userId, amountTokens, reason, key: idempotencyKey });
  },
};

export const TopUpWalletResult: TopUpWalletResultResolvers = {
  __resolveType: (result) => ('__typename' in result && result.__typename ? result.__typename : 'Wallet'),
};
