import { sql } from '@effect-studio/kernel/database';
import { piecePatterns, prefixQuery } from '../domain/search-words.ts';
import type { EffectIndex } from '../use-cases/effect-index.ts';
import { EFFECT_COLUMNS, type EffectRow, toEffect } from './effect-rows.ts';

/** From which likeness on (`word_similarity` of pg_trgm, 0 to 1) a word counts as meant. */
const CLOSE = 0.4;

/**
 * $1 value of the order and $2 id of the effect to go on behind (null: the first), $3 rows, $4 order, $5 effect type,
 * $6 category, $7 tags, $8 prefix query (null: no search), $9 patterns of LIKE, $10 words, $11 whether nearly is enough.
 * A value is microseconds since 1970, uses, tokens below zero, or millionths of relevance.
 */
const FOUND = sql(
  'gallery-effects-found',
  `with asked as (
     select case when $8::text = '' then null
       else to_tsquery('pg_catalog.english', $8) || to_tsquery('pg_catalog.simple', $8) end as query),
   fitting as (
     select ${EFFECT_COLUMNS},
       case
         when $8 is null then 0
         when $11 then (select min(gallery.likeness(word, search_text)) from unnest($10::text[]) as word)
         else coalesce(ts_rank_cd('{0.1, 0.2, 0.5, 1}', search, (select query from asked), 32), 0) end as relevance
     from gallery.effect
     where is_published and ($5::text is null or effect_type_id = $5) and ($6::text is null or category_id = $6)
       and tags @> $7::text[]
       and ($8 is null or $11
         or search @@ (select query from asked) or search_text like all (select lower(p) from unnest($9::text[]) as p))),
   placed as (
     select fitting.*, case $4
       when 'RELEVANCE' then (relevance * 1000000)::bigint
       when 'MOST_USED' then use_count::bigint
       when 'CHEAPEST' then -price_tokens::bigint
       else (extract(epoch from published_at) * 1000000)::bigint end as place
     from fitting where not $11 or relevance >= ${CLOSE})
   select * from placed where $1::bigint is null or (place, id) < ($1::bigint, $2::uuid)
   order by place desc, id desc limit $3`,
);

/** Full-text search by PostgreSQL: stems and beginnings of words, weighted by where they stand; parts of words; slips. */
export const postgresEffectIndex: EffectIndex = {
  async find(tx, { words, isForgiving, effectTypeId, categoryId, tags, order }, behind, limit) {
    const rows = await tx.rows<EffectRow & { place: string }>(FOUND, [
      behind?.value ?? null,
      behind?.id ?? null,
      limit,
      order,
      effectTypeId,
      categoryId,
      [...tags],
      words && prefixQuery(words),
      words ? piecePatterns(words) : [],
      words?.plain ?? [],
      isForgiving,
    ]);
    return rows.map((row) => ({ effect: toEffect(row), place: { value: BigInt(row.place), id: row.id } }));
  },
};
