import { sql } from '@effect-studio/kernel/database';

/** $1 effect. Locks its row until the transaction ends. Zero rows: no such effect in the caller's tenant. */
export const LOCK_EFFECT = sql(
  'gallery-lock-effect',
  `select id, owner_id, run_id, slug, title, description, effect_type_id, price_tokens, is_published, revision_id,
     preview_key, published_at, unpublished_at, unpublish_reason, taken_out_by, use_count, category_id, tags, typical_tokens, typical_ms
   from gallery.effect where id = $1 for update`,
);
