import type { CallContext } from '@effect-studio/kernel/context';
import type { Effect } from '../domain/effect.ts';
import { effectPage } from '../persistence/effect-rows.ts';
import { readListingCursor } from './listing-cursor.ts';

/** Most effects on one page. */
const PAGE_LIMIT = 100;

/**
 * Published effects of the caller's tenant, newest first.
 * @param page `first` 1–100, others are brought into that range; `after` a cursor of an earlier page
 * @throws GraphQLError `BAD_USER_INPUT` for a cursor that is not one of ours
 */
export async function listEffects(
  ctx: CallContext,
  page: { first: number; after: string | null },
): Promise<{ effects: Effect[]; hasNextPage: boolean }> {
  const limit = Math.min(Math.max(page.first, 1), PAGE_LIMIT);
  const before = page.after === null ? null : readListingCursor(page.after);
  const rows = await ctx.db.transaction(ctx, (tx) => effectPage(tx, before, limit + 1));
  return { effects: rows.slice(0, limit), hasNextPage: rows.length > limit };
}
