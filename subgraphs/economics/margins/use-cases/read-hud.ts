import type { CallContext } from '@effect-studio/kernel/context';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { addSums, type BucketSums, ZERO_SUMS } from '../domain/bucket-sums.ts';
import { hudOf, type Margin, type MarginHud, marginOf } from '../domain/margin.ts';
import { type MarginWindow, minutesOf } from '../domain/window.ts';
import { booksVersion, cellsOver, totalOver } from '../persistence/read-buckets.ts';

/** The state of the business over one window. Callers see to authorization: admins only. */
export async function readHud(
  ctx: CallContext,
  window: MarginWindow,
  budget: BudgetContext = 'user_run',
): Promise<MarginHud> {
  return ctx.db.transaction(ctx, async (tx) => {
    // The version first: the figures may be newer than it, never older, so that a resumed reader misses nothing.
    const version = await booksVersion(tx);
    const cells = await cellsOver(tx, minutesOf(window, tx.now), budget);
    const previous = await totalOver(tx, minutesOf(window, tx.now, 1), budget);
    return hudOf({ window, cells, previous, version, at: tx.now });
  });
}

/** Margins of several providers over one window; a provider that did nothing has zero sums. */
export async function readProviderMargins(
  ctx: CallContext,
  window: MarginWindow,
  providerIds: readonly string[],
): Promise<Map<string, Margin>> {
  const cells = await ctx.db.transaction(ctx, (tx) => cellsOver(tx, minutesOf(window, tx.now), 'user_run'));
  const sums = new Map<string, BucketSums>();
  for (const cell of cells) {
    sums.set(cell.providerId, addSums(sums.get(cell.providerId) ?? ZERO_SUMS, cell.sums));
  }
  return new Map(providerIds.map((id) => [id, marginOf(window, sums.get(id) ?? ZERO_SUMS)]));
}

/** How often the books changed. */
export function readBooksVersion(ctx: CallContext): Promise<bigint> {
  return ctx.db.transaction(ctx, booksVersion);
}
