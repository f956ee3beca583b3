import type { CallContext } from '@effect-studio/kernel/context';
import type { Effect } from '../domain/effect.ts';
import { type EffectOrder, type EffectSearch, effectPage, findEffects } from '../persistence/effect-rows.ts';
import { listingCursor, orderedCursor, readListingCursor, readOrderedCursor } from './listing-cursor.ts';

/** Most effects on one page. */
const PAGE_LIMIT = 100;
/** More of a search is not looked at. */
const SEARCH_LENGTH = 100;

export interface ListingRequest {
  /** 1–100, others are brought into that range. */
  first: number;
  /** A cursor of an earlier page of the same listing. */
  after: string | null;
  search: string | null;
  effectTypeId: string | null;
  order: EffectOrder;
}

/**
 * Published effects of the caller's tenant, each with its cursor.
 * @throws GraphQLError `BAD_USER_INPUT` for a cursor that is not one of this listing
 */
export async function listEffects(
  ctx: CallContext,
  { first, after, search, effectTypeId, order }: ListingRequest,
): Promise<{ effects: { effect: Effect; cursor: string }[]; hasNextPage: boolean }> {
  const limit = Math.min(Math.max(first, 1), PAGE_LIMIT);
  const words = (search ?? '').slice(0, SEARCH_LENGTH).split(/\s+/).filter(Boolean);
  // The gallery's front page has an index of its own.
  const isPlain = words.length === 0 && effectTypeId === null && order === 'NEWEST';
  const rows = await ctx.db.transaction(ctx, (tx) => {
    if (isPlain) return effectPage(tx, after === null ? null : readListingCursor(after), limit + 1);
    const asked: EffectSearch = { words, effectTypeId, order };
    return findEffects(tx, asked, after === null ? null : readOrderedCursor(after, order), limit + 1);
  });
  const effects = rows.slice(0, limit).map((effect) => ({
    effect,
    cursor: isPlain ? listingCursor(effect) : orderedCursor(effect, order),
  }));
  return { effects, hasNextPage: rows.length > limit };
}
