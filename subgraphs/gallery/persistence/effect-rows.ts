import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Effect } from '../domain/effect.ts';
import type { TakenOutBy } from '../domain/standing.ts';
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
  unpublished_at: Date | null;
  unpublish_reason: string | null;
  taken_out_by: TakenOutBy | null;
  use_count: number;
  category_id: string;
  tags: string[];
  typical_tokens: number | null;
  typical_ms: number | null;
}

/** What an effect is read with. */
export const EFFECT_COLUMNS = `id, owner_id, run_id, slug, title, description, effect_type_id, price_tokens, is_published,
  revision_id, preview_key, published_at, unpublished_at, unpublish_reason, taken_out_by, use_count, category_id, tags,
  typical_tokens, typical_ms`;

const INSERT = sql(
  'gallery-insert-effect',
  `insert into gallery.effect (id, tenant_id, owner_id, run_id, slug, title, description, effect_type_id, price_tokens,
     is_published, revision_id, preview_key, published_at, created_by, created_at, updated_at, category_id, tags)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, $10, $11, $12, $13, $12, $12, $14, $15)`,
);
// Row-level security would show owners their unpublished ones: a listing is of published effects only.
const PAGE = sql(
  'gallery-effect-page',
  `select ${EFFECT_COLUMNS} from gallery.effect
   where is_published and ($1::timestamptz is null or (published_at, id) < ($1, $2::uuid))
   order by published_at desc, id desc limit $3`,
);
const BY_SLUG = sql(
  'gallery-effect-by-slug',
  `select ${EFFECT_COLUMNS} from gallery.effect where slug = $1 and is_published`,
);
const BY_IDS = sql(
  'gallery-effects-by-id',
  `select ${EFFECT_COLUMNS} from gallery.effect where id = any($1)`,
);
const SLUGS = sql(
  'gallery-slugs-like',
  `select slug from gallery.effect where tenant_id = $1 and (slug = $2 or slug like $2 || '-%')`,
);
const UNPUBLISH = sql(
  'gallery-unpublish-effect',
  `update gallery.effect set is_published = false, unpublished_at = $2, unpublished_by = $3, unpublish_reason = $4,
     taken_out_by = $5, updated_at = $2, version = version + 1
   where id = $1 returning id`,
);
const PUT_BACK = sql(
  'gallery-put-back-effect',
  `update gallery.effect set is_published = true, unpublished_at = null, unpublished_by = null, unpublish_reason = null,
     taken_out_by = null, updated_at = $2, version = version + 1
   where id = $1 and not is_published returning id`,
);
/**
 * $1 effect, $2 now. Forgets what was to be seen of it on its creator's own footage: the results that the creator had agreed to
 * show. Zero rows of the last: the picture of the effect was none of these.
 */
const HIDE_FOOTAGE = sql(
  'gallery-hide-footage',
  `with consented as (
     select p.submission ->> 'outputKey' as key from gallery.publication p
     where p.run_id in (select run_id from gallery.publish_pin where effect_id = $1)
       and (p.submission ->> 'consentPublicPreview')::boolean),
   pinned as (
     update gallery.publish_pin set preview_key = null
     where effect_id = $1 and preview_key in (select key from consented))
   update gallery.effect set preview_key = null, updated_at = $2, version = version + 1
   where id = $1 and preview_key in (select key from consented) returning id`,
);
const COUNT_USE = sql(
  'gallery-count-use',
  'update gallery.effect set use_count = use_count + 1, updated_at = $2 where id = $1',
);
// A revision that was replaced meanwhile gets no picture of an older one; its pins keep theirs, to go back to.
const SHOW_PREVIEW = sql(
  'gallery-show-preview',
  `with pinned as (
     update gallery.publish_pin set preview_key = $3, footage_video_id = $5
     where effect_id = $1 and revision_id = $2 and preview_key is null)
   update gallery.effect set preview_key = $3, updated_at = $4, version = version + 1
   where id = $1 and revision_id = $2 and preview_key is null`,
);
// Of several that a chain of renderings could mean, the latest.
const OF_RUNS = sql(
  'gallery-lock-effect-of-runs',
  `select ${EFFECT_COLUMNS} from gallery.effect
   where is_published and owner_id = $2 and effect_type_id = $3
     and id in (select effect_id from gallery.publish_pin where run_id = any($1::uuid[]))
   order by id desc limit 1 for update`,
);
const PUT_IN_FORCE = sql(
  'gallery-put-in-force',
  `update gallery.effect set revision_id = $2, preview_key = $3, price_tokens = coalesce($4, price_tokens), updated_at = $5,
     version = version + 1
   where id = $1 returning id`,
);

/** An effect as the domain knows it. */
export const toEffect = (row: EffectRow): Effect => ({
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
  unpublishedAt: row.unpublished_at,
  unpublishReason: row.unpublish_reason,
  takenOutBy: row.taken_out_by,
  useCount: row.use_count,
  categoryId: row.category_id,
  tags: row.tags,
  typicalTokens: row.typical_tokens,
  typicalMs: row.typical_ms,
});

/** An effect that was neither used nor taken out yet. */
export type NewEffect = Omit<
  Effect,
  'unpublishedAt' | 'unpublishReason' | 'takenOutBy' | 'typicalTokens' | 'typicalMs'
>;

/** @param createdBy the reviewer whose approval published it */
export async function insertEffect(tx: Transaction, effect: NewEffect, createdBy: string): Promise<void> {
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
    effect.categoryId,
    effect.tags,
  ]);
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

/** Locks the published effect of this owner and kind that one of these runs made or revised; null: there is none. */
export async function lockEffectOfRuns(
  tx: Transaction,
  runIds: readonly string[],
  ownerId: string,
  effectTypeId: string,
): Promise<Effect | null> {
  if (runIds.length === 0) return null;
  const row = await tx.maybeOne<EffectRow>(OF_RUNS, [[...runIds], ownerId, effectTypeId]);
  return row ? toEffect(row) : null;
}

/** Makes a pinned revision what a locked effect is. @param priceTokens null leaves the price as it is */
export async function putInForce(
  tx: Transaction,
  effectId: string,
  inForce: { revisionId: string; previewKey: string | null; priceTokens: number | null },
): Promise<void> {
  const { revisionId, previewKey, priceTokens } = inForce;
  await tx.one(PUT_IN_FORCE, [effectId, revisionId, previewKey, priceTokens, tx.now]);
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
  preview: { effectId: string; revisionId: string; outputKey: string; footageVideoId?: string | undefined },
): Promise<void> {
  const { effectId, revisionId, outputKey, footageVideoId = null } = preview;
  await tx.rows(SHOW_PREVIEW, [effectId, revisionId, outputKey, tx.now, footageVideoId]);
}

/** Takes a locked effect out of the listing, or notes that it is out by another decision than before. */
export async function unpublish(
  tx: Transaction,
  id: string,
  { unpublishedBy, reason, takenOutBy }: { unpublishedBy: string; reason: string; takenOutBy: TakenOutBy },
): Promise<void> {
  await tx.one(UNPUBLISH, [id, tx.now, unpublishedBy, reason, takenOutBy]);
}

/** Lists a locked effect again that was taken out. */
export async function putBack(tx: Transaction, id: string): Promise<void> {
  await tx.one(PUT_BACK, [id, tx.now]);
}

/**
 * From now on nothing of a locked effect is seen on its creator's own footage.
 * @returns whether its picture was that, so that it has none now
 */
export const hideFootage = async (tx: Transaction, id: string): Promise<boolean> =>
  (await tx.maybeOne(HIDE_FOOTAGE, [id, tx.now])) !== null;
