import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Category } from '../domain/style-taxonomy.ts';

const CATEGORIES = sql(
  'gallery-categories',
  'select id, title, description, position, is_hidden from gallery.category',
);
const COUNTS = sql(
  'gallery-category-counts',
  'select category_id, count(*)::int as count from gallery.effect where is_published group by category_id',
);
/** $1 rows. */
const TAGS = sql(
  'gallery-tag-counts',
  `select tag, count(*)::int as count from gallery.effect cross join lateral unnest(tags) as tag
   where is_published group by tag order by count desc, tag limit $1`,
);
const SAVE = sql(
  'gallery-save-category',
  `insert into gallery.category (tenant_id, id, title, description, position, is_hidden, created_by, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
   on conflict (tenant_id, id) do update set title = excluded.title, description = excluded.description,
     position = excluded.position, is_hidden = excluded.is_hidden, updated_at = excluded.updated_at,
     version = gallery.category.version + 1`,
);
/** $1 effect, $2 title, $3 description, $4 category, $5 tags, $6 now. */
const EDIT = sql(
  'gallery-edit-listing',
  `update gallery.effect set title = $2, description = $3, category_id = $4, tags = $5, updated_at = $6, version = version + 1
   where id = $1 returning id`,
);

interface CategoryRow {
  id: string;
  title: string;
  description: string;
  position: number;
  is_hidden: boolean;
}

/** Categories that admins of the tenant added or changed. */
export async function changedCategories(tx: Transaction): Promise<Category[]> {
  const rows = await tx.rows<CategoryRow>(CATEGORIES);
  return rows.map(({ is_hidden: isHidden, ...category }) => ({ ...category, isHidden }));
}

/** Published effects by category. */
export async function countByCategory(tx: Transaction): Promise<Map<string, number>> {
  const rows = await tx.rows<{ category_id: string; count: number }>(COUNTS);
  return new Map(rows.map(({ category_id, count }) => [category_id, count]));
}

/** Tags of published effects, the most frequent first. */
export function frequentTags(tx: Transaction, limit: number): Promise<{ tag: string; count: number }[]> {
  return tx.rows(TAGS, [limit]);
}

export async function saveCategory(tx: Transaction, category: Category): Promise<void> {
  const { id, title, description, position, isHidden } = category;
  const { tenantId, subjectId } = tx.call.caller;
  await tx.rows(SAVE, [tenantId, id, title, description, position, isHidden, subjectId, tx.now]);
}

/** What an admin may change of a listing. */
export interface ListingWords {
  title: string;
  description: string;
  categoryId: string;
  tags: readonly string[];
}

/** Changes a locked effect's listing. */
export async function editListing(
  tx: Transaction,
  effectId: string,
  { title, description, categoryId, tags }: ListingWords,
): Promise<void> {
  await tx.one(EDIT, [effectId, title, description, categoryId, [...tags], tx.now]);
}
