import { sql, type Transaction } from '@effect-studio/kernel/database';
import { longest, piecePatterns, prefixQuery, type SearchWords } from '../domain/search-words.ts';
import type { EffectIndex, EffectSearch, Place } from '../use-cases/effect-index.ts';
import { EFFECT_COLUMNS, type EffectRow, toEffect } from './effect-rows.ts';

/** From which likeness on (`word_similarity` of pg_trgm, 0 to 1) a word counts as meant. */
const CLOSE = 0.4;

/**
 * $1 value of the order and $2 id of the effect to go on behind (null: the first), $3 rows, $4 order, $5 effect type,
 * $6 category, $7 tags. A value is microseconds since 1970, uses, tokens below zero, or millionths of relevance.
 * @param source the effects to choose from, as a `from` that has the columns of `gallery.effect`
 * @param relevance of an effect, 0 to 1; in terms of the source
 */
const ordered = (source: string, relevance: string, least: number): string =>
  `fitting as (
     select ${EFFECT_COLUMNS}, ${relevance} as relevance
     from ${source}
     where is_published and ($5::text is null or effect_type_id = $5) and ($6::text is null or category_id = $6)
       and tags @> $7::text[]),
   placed as (
     select fitting.*, case $4
       when 'RELEVANCE' then (relevance * 1000000)::bigint
       when 'MOST_USED' then use_count::bigint
       when 'CHEAPEST' then -price_tokens::bigint
       else (extract(epoch from published_at) * 1000000)::bigint end as place
     from fitting where relevance >= ${least})
   select * from placed where $1::bigint is null or (place, id) < ($1::bigint, $2::uuid)
   order by place desc, id desc limit $3`;

/** As an array, so that effects are looked up by their ids however many there are; joined, PostgreSQL would read all of them. */
const HIT_EFFECTS =
  '(select * from gallery.effect where id = any (array(select effect_id from hit))) as effect';

/** As `ordered`. */
const BROWSE = sql('gallery-effects-browse', `with ${ordered('gallery.effect', '0', 0)}`);

/**
 * As `ordered`; $8 prefix query (empty: nothing in it but signs), $9 patterns of LIKE, $10 the longest of them, $11 tenant. The entries
 * are found by their indices, effects are read by their ids, under their rules.
 */
export const HOLDING = sql(
  'gallery-effects-holding',
  `with asked as (
     select case when $8::text = '' then null
       else to_tsquery('pg_catalog.english', $8) || to_tsquery('pg_catalog.simple', $8) end as query),
   hit as (
     select effect_id from gallery.search_entry where tenant_id = $11::uuid and search @@ (select query from asked)
     union all
     select effect_id from gallery.search_entry
     where tenant_id = $11::uuid and (search @@ (select query from asked)) is not true
       and search_text like lower($10::text)
       and search_text like all (select lower(p) from unnest($9::text[]) as p)),
   ${ordered(
     HIT_EFFECTS,
     `coalesce(ts_rank_cd('{0.1, 0.2, 0.5, 1}', search, (select query from asked), 32), 0)`,
     0,
   )}`,
);

/** As `ordered`; $8 words, $9 the longest of them, $10 tenant. */
const NEARLY = sql(
  'gallery-effects-nearly',
  `with hit as (select gallery.nearly($10::uuid, $9::text) as effect_id),
   ${ordered(
     HIT_EFFECTS,
     '(select min(gallery.likeness(word, search_text)) from unnest($8::text[]) as word)',
     CLOSE,
   )}`,
);

type Row = EffectRow & { place: string };

function rowsOf(tx: Transaction, search: EffectSearch, behind: Place | null, limit: number): Promise<Row[]> {
  const { words, isForgiving, effectTypeId, categoryId, tags, order } = search;
  const common = [
    behind?.value ?? null,
    behind?.id ?? null,
    limit,
    order,
    effectTypeId,
    categoryId,
    [...tags],
  ];
  if (!words) return tx.rows<Row>(BROWSE, common);
  const { tenantId } = tx.call.caller;
  return isForgiving ? nearly(tx, words, common, tenantId) : holding(tx, words, common, tenantId);
}

function holding(tx: Transaction, words: SearchWords, common: unknown[], tenantId: string): Promise<Row[]> {
  const patterns = piecePatterns(words);
  return tx.rows<Row>(HOLDING, [...common, prefixQuery(words), patterns, longest(patterns), tenantId]);
}

async function nearly(
  tx: Transaction,
  { plain }: SearchWords,
  common: unknown[],
  tenantId: string,
): Promise<Row[]> {
  if (plain.length === 0) return [];
  return tx.rows<Row>(NEARLY, [...common, plain, longest(plain), tenantId]);
}

/** Full-text search by PostgreSQL: stems and beginnings of words, weighted by where they stand; parts of words; slips. */
export const postgresEffectIndex: EffectIndex = {
  async find(tx, search, behind, limit) {
    const rows = await rowsOf(tx, search, behind, limit);
    return rows.map((row) => ({ effect: toEffect(row), place: { value: BigInt(row.place), id: row.id } }));
  },
};
