import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import type { Wallet, WalletEntry } from '../domain/wallet.ts';
import { limitsOf, type SpendingLimit } from '../persistence/spending-limits.ts';
import {
  type LedgerLineFilter,
  ledgerLines,
  walletEntries,
  walletsById,
  walletsOfOwners,
} from '../persistence/wallet-reader.ts';

/** A person's wallet as it is now; null when there is none or the caller may not see it. */
export async function readWalletOf(ctx: CallContext, ownerId: string): Promise<Wallet | null> {
  const wallets = await walletsOfOwners(ctx.db.reading(ctx), [ownerId]);
  return wallets.get(ownerId) ?? null;
}

/** The wallet with this id; batched. Null when there is none or the caller may not see it. */
export function loadWallet(ctx: CallContext, id: string): Promise<Wallet | null> {
  return loader<string, Wallet>(ctx, 'economics-wallet', (ids) => walletsById(ctx.db.reading(ctx), ids)).load(
    id,
  );
}

/** A wallet's newest lines. @param first 1 to 100 */
export async function readWalletEntries(
  ctx: CallContext,
  walletId: string,
  first: number,
): Promise<WalletEntry[]> {
  return (await readWalletHistory(ctx, walletId, first, null)).entries;
}

/** A page of a wallet's lines, newest first. @param first 1 to 100 @param after the place to go on behind */
export async function readWalletHistory(
  ctx: CallContext,
  walletId: string,
  first: number,
  after: bigint | null,
): Promise<{ entries: WalletEntry[]; hasNextPage: boolean }> {
  const limit = Math.min(100, Math.max(1, first));
  const entries = await ctx.db.transaction(ctx, (tx) => walletEntries(tx, walletId, limit + 1, after));
  return { entries: entries.slice(0, limit), hasNextPage: entries.length > limit };
}

/** What limits a person's spending; empty when nothing does. */
export function readLimits(ctx: CallContext, ownerId: string): Promise<SpendingLimit[]> {
  return ctx.db.transaction(ctx, (tx) => limitsOf(tx, ownerId));
}

/** A page of everybody's lines, newest first. @param first 1 to 100 @param after id of the line to go on behind */
export async function readLedgerLines(
  ctx: CallContext,
  filter: LedgerLineFilter,
  first: number,
  after: string | null,
): Promise<{ lines: { ownerId: string; entry: WalletEntry }[]; hasNextPage: boolean }> {
  const limit = Math.min(100, Math.max(1, first));
  const lines = await ctx.db.transaction(ctx, (tx) => ledgerLines(tx, filter, limit + 1, after));
  return { lines: lines.slice(0, limit), hasNextPage: lines.length > limit };
}
