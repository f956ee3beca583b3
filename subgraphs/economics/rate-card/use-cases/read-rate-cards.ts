import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { type PublishedCard, rateCardAsOf, rateCardPage, rateCards } from '../persistence/rate-cards.ts';

/** The prices that held at a moment, default now; null before the first card. */
export function readRateCard(ctx: CallContext, asOf: Date | null): Promise<PublishedCard | null> {
  return ctx.db.transaction(ctx, (tx) => rateCardAsOf(tx, asOf ?? tx.now));
}

/** A page of versions, newest first. @param first 1 to 100 @param after the version to go on behind */
export async function readRateCards(
  ctx: CallContext,
  first: number,
  after: number | null,
): Promise<{ cards: PublishedCard[]; hasNextPage: boolean }> {
  const limit = Math.min(100, Math.max(1, first));
  const cards = await ctx.db.transaction(ctx, (tx) => rateCardPage(tx, after, limit + 1));
  return { cards: cards.slice(0, limit), hasNextPage: cards.length > limit };
}

/** The card with this version; batched. */
export function loadRateCard(ctx: CallContext, version: number): Promise<PublishedCard | null> {
  return loader<number, PublishedCard>(ctx, 'economics-rate-card', (versions) =>
    ctx.db.transaction(ctx, async (tx) => new Map(await rateCards(tx, versions))),
  ).load(version);
}
