import type { CallContext } from '@effect-studio/kernel/context';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { sumAll } from '../domain/bucket-sums.ts';
import { type Cell, type HudSlice, hudOf, type Margin, type MarginHud, marginOf } from '../domain/margin.ts';
import type { SliceSums } from '../domain/minute-windows.ts';
import type { MarginWindow } from '../domain/window.ts';
import { type BooksRevision, booksRevision } from '../persistence/read-buckets.ts';
import { followBooks } from './follow-books.ts';

/** The state of the business over one window. Callers see to authorization: admins only. */
export async function readHud(
  ctx: CallContext,
  window: MarginWindow,
  budget: BudgetContext = 'user_run',
): Promise<MarginHud> {
  const { windows, version, epoch, at } = await followBooks(ctx);
  return hudOf({
    window,
    budgetContext: budget,
    cells: activeCells(windows.read(window, budget)),
    previous: activeCells(windows.read(window, budget, 1)),
    version,
    epoch,
    at,
  });
}

/** Margins of several providers over one window; a provider that did nothing has zero sums. */
export async function readProviderMargins(
  ctx: CallContext,
  window: MarginWindow,
  providerIds: readonly string[],
): Promise<Map<string, Margin>> {
  const { windows } = await followBooks(ctx);
  const slices = Map.groupBy(windows.read(window, 'user_run'), ({ key }) => key.providerId);
  return new Map(
    providerIds.map((id) => [id, marginOf(sumAll((slices.get(id) ?? []).map(({ sums }) => sums)), window)]),
  );
}

/** What figures of one provider over a window are about, for those that are read only when they are asked for. */
export async function providerSlice(
  ctx: CallContext,
  window: MarginWindow,
  providerId: string,
): Promise<HudSlice> {
  const { version, epoch, at } = await followBooks(ctx);
  return { window, budgetContext: 'user_run', providerId, effectTypeId: null, epoch, version, at };
}

/** Which books these are, and how often they changed. */
export function readBooksRevision(ctx: CallContext): Promise<BooksRevision> {
  return ctx.db.transaction(ctx, booksRevision);
}

/** Slices of all fleets as one cell per provider and effect type, those without anything left out, ordered by both. */
function activeCells(slices: readonly SliceSums[]): Cell[] {
  const cells = Map.groupBy(slices, ({ key }) => JSON.stringify([key.providerId, key.effectTypeId]));
  return [...cells.values()]
    .map((own) => ({
      providerId: own[0]!.key.providerId,
      effectTypeId: own[0]!.key.effectTypeId,
      sums: sumAll(own.map(({ sums }) => sums)),
    }))
    .filter(({ sums }) => Object.values(sums).some((sum) => sum !== 0n))
    .sort((a, b) => compare(a.providerId, b.providerId) || compare(a.effectTypeId, b.effectTypeId));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
