import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type Category, HOUSE_CATEGORIES } from '../domain/style-taxonomy.ts';
import { changedCategories, frequentTags } from '../persistence/shelf-rows.ts';
import { publicView } from './public-view.ts';

/** More tags are not told at once. */
const MOST_TAGS = 100;

/** Every category of the tenant in its order: the studio's own, as far as an admin did not change them, and the added ones. */
export async function allCategories(tx: Transaction): Promise<Category[]> {
  const changed = await changedCategories(tx);
  const changedIds = new Set(changed.map(({ id }) => id));
  return [...HOUSE_CATEGORIES.filter(({ id }) => !changedIds.has(id)), ...changed].sort(
    (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1),
  );
}

/** Categories in their order; hidden ones for those who look after them. */
export async function listCategories(
  ctx: CallContext,
  { withHidden }: { withHidden: boolean },
): Promise<Category[]> {
  const all = await ctx.db.transaction(ctx, allCategories);
  return all.filter(({ isHidden }) => withHidden || !isHidden);
}

/** The most frequent tags of published effects. @param first 1–100 */
export async function listTags(
  ctx: CallContext,
  first: number,
): Promise<{ tag: string; effectCount: number }[]> {
  const limit = Math.min(Math.max(first, 1), MOST_TAGS);
  const read = () => ctx.db.transaction(ctx, (tx) => frequentTags(tx, limit));
  const tags = await publicView(ctx, 'tags', [limit], read);
  return tags!.map(({ tag, count }) => ({ tag, effectCount: count }));
}
