import type { CallContext } from '@effect-studio/kernel/context';
import type { Effect } from '../domain/effect.ts';
import { searchWords } from '../domain/search-words.ts';
import { cleanTags } from '../domain/style-taxonomy.ts';
import { effectPage } from '../persistence/effect-rows.ts';
import { postgresEffectIndex } from '../persistence/postgres-effect-index.ts';
import type { EffectOrder, EffectSearch } from './effect-index.ts';
import { listingCursor, orderedCursor, readListingCursor, readOrderedCursor } from './listing-cursor.ts';
import { publicView } from './public-view.ts';

/** Most effects on one page. */
const PAGE_LIMIT = 100;

export interface ListingRequest {
  /** 1–100, others are brought into that range. */
  first: number;
  /** A cursor of an earlier page of the same listing. */
  after: string | null;
  search: string | null;
  effectTypeId: string | null;
  categoryId: string | null;
  tags: readonly string[];
  order: EffectOrder;
}

export interface Listing {
  effects: { effect: Effect; cursor: string }[];
  hasNextPage: boolean;
  /** Nothing holds the words of the search; these hold nearly what was meant. */
  isApproximate: boolean;
}

/**
 * Published effects of the caller's tenant, each with its cursor.
 * @throws GraphQLError `BAD_USER_INPUT` for a cursor that is not one of this listing
 */
export async function listEffects(ctx: CallContext, request: ListingRequest): Promise<Listing> {
  const { first, after, search, effectTypeId, categoryId, tags, order } = request;
  const parameters = [first, after, search, effectTypeId, categoryId, order, ...tags];
  return (await publicView(ctx, 'effects', parameters, () => readListing(ctx, request)))!;
}

async function readListing(ctx: CallContext, request: ListingRequest): Promise<Listing> {
  const { after, effectTypeId, categoryId, order } = request;
  const limit = Math.min(Math.max(request.first, 1), PAGE_LIMIT);
  const words = searchWords(request.search);
  const tags = cleanTags(request.tags) ?? request.tags;
  // The gallery's front page has an index of its own.
  const isPlain = !words && !effectTypeId && !categoryId && tags.length === 0 && order === 'NEWEST';
  if (isPlain) return frontPage(ctx, after, limit);
  const asked: EffectSearch = { words, isForgiving: false, effectTypeId, categoryId, tags, order };
  const behind = after === null ? null : readOrderedCursor(after, order);
  const isForgiving = behind?.isForgiving ?? false;
  const found = await page(ctx, { ...asked, isForgiving }, behind, limit);
  if (found.effects.length > 0 || words === null || after !== null) return found;
  return page(ctx, { ...asked, isForgiving: true }, null, limit);
}

async function frontPage(ctx: CallContext, after: string | null, limit: number): Promise<Listing> {
  const behind = after === null ? null : readListingCursor(after);
  const rows = await ctx.db.transaction(ctx, (tx) => effectPage(tx, behind, limit + 1));
  const effects = rows.slice(0, limit).map((effect) => ({ effect, cursor: listingCursor(effect) }));
  return { effects, hasNextPage: rows.length > limit, isApproximate: false };
}

async function page(
  ctx: CallContext,
  search: EffectSearch,
  behind: { value: bigint; id: string } | null,
  limit: number,
): Promise<Listing> {
  const rows = await ctx.db.transaction(ctx, (tx) => postgresEffectIndex.find(tx, search, behind, limit + 1));
  const effects = rows
    .slice(0, limit)
    .map(({ effect, place }) => ({ effect, cursor: orderedCursor(search, place) }));
  return {
    effects,
    hasNextPage: rows.length > limit,
    isApproximate: search.isForgiving && effects.length > 0,
  };
}
