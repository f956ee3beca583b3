import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/loaders';
import type { Wallet, WalletEntry } from '../domain/wallet.ts';
import { walletEntries, walletsById, walletsOfOwners } from '../persistence/wallet-reader.ts';

/** A person's wallet as it is now; null when there is none or the caller may not see it. */
export async function readWalletOf(ctx: CallContext, ownerId: string): Promise<Wallet | null> {
  const wallets = await ctx.db.transaction(ctx, (tx) => walletsOfOwners(tx, [ownerId]));
  return wallets.get(ownerId) ?? null;
}

/** The wallet with this id; batched. Null when there is none or the caller may not see it. */
export function loadWallet(ctx: CallContext, id: string): Promise<Wallet | null> {
  return loader<string, Wallet>(ctx, 'economics-wallet', (ids) =>
    ctx.db.transaction(ctx, (tx) => walletsById(tx, ids)),
  ).load(id);
}

/** A wallet's newest lines. @param first 1 to 100 */
export function readWalletEntries(ctx: CallContext, walletId: string, first: number): Promise<WalletEntry[]> {
  return ctx.db.transaction(ctx, (tx) => walletEntries(tx, walletId, first));
}
