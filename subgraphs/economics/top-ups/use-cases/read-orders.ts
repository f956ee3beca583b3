import type { CallContext } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { inDollars, PURCHASE_TOKENS, priceOf, type TopUpOrder } from '../domain/top-up-order.ts';
import { orderPage, readOrder } from '../persistence/top-up-orders.ts';

const LARGEST_PAGE = 100;

/** Orders of the caller, newest first, and whether there are more. */
export async function readOrders(
  ctx: CallContext,
  first: number,
  after: string | null,
): Promise<{ orders: TopUpOrder[]; hasNextPage: boolean }> {
  const ownerId = ctx.caller.subjectId;
  if (!ownerId || (after && !isId(after))) return { orders: [], hasNextPage: false };
  const limit = Math.min(LARGEST_PAGE, Math.max(1, first));
  const orders = await ctx.db.transaction(ctx, (tx) => orderPage(tx, ownerId, { after, limit: limit + 1 }));
  return { orders: orders.slice(0, limit), hasNextPage: orders.length > limit };
}

export const loadOrder = (ctx: CallContext, id: string): Promise<TopUpOrder> =>
  ctx.db.transaction(ctx, (tx) => readOrder(tx, id));

/** What so many tokens cost now; null when so many cannot be bought at once. */
export async function quoteTopUp(
  ctx: CallContext,
  amountTokens: number,
): Promise<{ amountTokens: number; priceUsd: string } | null> {
  if (amountTokens < PURCHASE_TOKENS.least || amountTokens > PURCHASE_TOKENS.greatest) return null;
  const card = await ctx.db.transaction(ctx, (tx) => rateCardAsOf(tx, tx.now));
  if (!card) throw new StudioError('NO_RATE_CARD', 'no rate card is in force', { retryable: true });
  return { amountTokens, priceUsd: inDollars(priceOf(amountTokens, card.tokenRateNanoUsd)) };
}
