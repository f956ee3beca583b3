import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Effect } from '../domain/effect.ts';
import { LOCK_EFFECT } from './sql/lock-effect.ts';

/** An effect's columns as they lie in the table. */
export interface EffectRow {
  id: string;
  owner_id: string;
  run_id: string;
  slug: string;
  title: string;
  description: string;
  effect_type_id: string;
  price_tokens: number;
  is_published: boolean;
  revision_id: string;
  preview_key: string | null;
  published_at: Date;
  use_count: number;
}

const COLUMNS = `id, owner_id, run_id, slug, title, description, effect_type_id, price_tokens, is_published,
  revision_id, preview_key, published_at, use_count`;

const INSERT = sql(
  'gallery-insert-effect',
  `insert into gallery.effect (id, tenant_id, owner_id, run_id, slug, title, description, effect_type_id, price_tokens,
     is_published, revision_id, preview_key, published_at, created_by, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, $10, $11, $12, $13, $12, $12)`,
);
// Row-level security would show owners their unpublished ones: a listing is of published effects only.
const PAGE = sql(
  'gallery-effect-page',
  `select ${COLUMNS} from gallery.effect
   where is_published and ($1::timestamptz is null or (published_at, id) < ($1, $2::uuid))
   order by published_at desc, id desc limit $3`,
);
/**
 * $1 value of the order (microseconds since 1970, uses, or tokens below zero) and $2 id of the effect to go on behind (null:
 * the first), $3 rows, $4 order, $5 patterns of LIKE, $6 effect type.
 */
const FOUND = sql(
  'gallery-effects-found',
  `select ${COLUMNS} from gallery.effect,
     lateral (select case $4
       when 'MOST_USED' then use_count::bigint
       when 'CHEAPEST' then -price_tokens::bigint
       else (extract(epoch from published_at) * 1000000)::bigint end as place) as ordered
   where is_published and ($1::bigint is null or (place, id) < ($1::bigint, $2::uuid))
     and (title || ' ' || description) ilike all ($5::text[]) and ($6::text is null or effect_type_id = $6)
   order by place desc, id desc limit $3`,
);
const BY_SLUG = sql(
  'gallery-effect-by-slug',
  `select ${COLUMNS} from gallery.effect where slug = $1 and is_published`,
);
const BY_IDS = sql('gallery-effects-by-id', `select ${COLUMNS} from gallery.effect where id = any($1)`);
const SLUGS = sql(
  'gallery-slugs-like',
  `select slug from gallery.effect where tenant_id = $1 and (slug = $2 or slug like $2 || '-%')`,
);
const UNPUBLISH = sql(
  'gallery-unpublish-effect',
  `update gallery.effect set is_published = false, unpublished_at = $2, unpublished_by = $3, unpublish_reason = $4,
     updated_at = $2, version = version + 1
   where id = $1 and is_published returning id`,
);
const COUNT_USE = sql(
  'gallery-count-use',
  'update gallery.effect set use_count = use_count + 1, updated_at = $2 where id = $1',
);
// A revision that was replaced meanwhile gets no picture of an older one.
const SHOW_PREVIEW = sql(
  'gallery-show-preview',
  `update gallery.effect set preview_key = $3, updated_at = $4, version = version + 1
   where id = $1 and revision_id = $2 and preview_key is null`,
);

const toEffect = (row: EffectRow): Effect => ({
  id: row.id,
  ownerId: row.owner_id,
  runId: row.run_id,
  slug: row.slug,
  title: row.title,
  description: row.description,
  effectTypeId: row.effect_type_id,
  priceTokens: row.price_tokens,
  isPublished: row.is_published,
  revisionId: row.revision_id,
  previewKey: row.preview_key,
  publishedAt: row.published_at,
  useCount: row.use_count,
});

/** @param createdBy the reviewer whose approval published it */
export async function insertEffect(tx: Transaction, effect: Effect, createdBy: string): Promise<void> {
  await tx.rows(INSERT, [
    effect.id,
    tx.call.caller.tenantId,
    effect.ownerId,
    effect.runId,
    effect.slug,
    effect.title,
    effect.description,
    effect.effectTypeId,
    effect.priceTokens,
    effect.revisionId,
    effect.previewKey,
    effect.publishedAt,
    createdBy,
  ]);
}

export type EffectOrder = 'NEWEST' | 'MOST_USED' | 'CHEAPEST';

/** Which published effects are asked for, and in which order. */
export interface EffectSearch {
  /** Each has to be part of title or description. */
  words: readonly string[];
  effectTypeId: string | null;
  order: EffectOrder;
}

/** Published effects that fit, in their order. @param behind the place to go on behind; null begins */
export async function findEffects(
  tx: Transaction,
  { words, effectTypeId, order }: EffectSearch,
  behind: { value: bigint; id: string } | null,
  limit: number,
): Promise<Effect[]> {
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  const place = [behind?.value ?? null, behind?.id ?? null];
  return (await tx.rows<EffectRow>(FOUND, [...place, limit, order, patterns, effectTypeId])).map(toEffect);
}

/** Published effects, newest first, older than `before`. */
export async function effectPage(
  tx: Transaction,
  before: { publishedAt: Date; id: string } | null,
  limit: number,
): Promise<Effect[]> {
  const rows = await tx.rows<EffectRow>(PAGE, [before?.publishedAt ?? null, before?.id ?? null, limit]);
  return rows.map(toEffect);
}

export async function publishedEffect(tx: Transaction, slug: string): Promise<Effect | null> {
  const row = await tx.maybeOne<EffectRow>(BY_SLUG, [slug]);
  return row ? toEffect(row) : null;
}

/** Those that the caller may see, published or not. */
export async function effectsById(tx: Transaction, ids: readonly string[]): Promise<Map<string, Effect>> {
  const rows = await tx.rows<EffectRow>(BY_IDS, [[...ids]]);
  return new Map(rows.map((row) => [row.id, toEffect(row)]));
}

export async function lockEffect(tx: Transaction, id: string): Promise<Effect | null> {
  const row = await tx.maybeOne<EffectRow>(LOCK_EFFECT, [id]);
  return row ? toEffect(row) : null;
}

/** Slugs of the tenant that are `base` or begin with it and a hyphen. */
export async function slugsLike(tx: Transaction, base: string): Promise<Set<string>> {
  const rows = await tx.rows<{ slug: string }>(SLUGS, [tx.call.caller.tenantId, base]);
  return new Set(rows.map(({ slug }) => slug));
}

/** Someone put the effect on a clip. */
export async function countUse(tx: Transaction, id: string): Promise<void> {
  await tx.rows(COUNT_USE, [id, tx.now]);
}

/** Gives a published effect its picture, unless it has one. */
export async function showPreview(
  tx: Transaction,
  preview: { effectId: string; revisionId: string; outputKey: string },
): Promise<void> {
  await tx.rows(SHOW_PREVIEW, [preview.effectId, preview.revisionId, preview.outputKey, tx.now]);
}

/** Takes a locked, published effect out of the listing. */
export async function unpublish(tx: Transaction, id: string, reason: string): Promise<void> {
  await tx.one(UNPUBLISH, [id, tx.now, tx.call.caller.subjectId, reason]);
}
