import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Effect } from '../domain/effect.ts';
import { EFFECT_COLUMNS, type EffectRow, toEffect } from './effect-rows.ts';

/** $1 id to go on behind (null: the first), $2 rows, $3 whether published (null: both). Ids grow with time. */
const MANAGED = sql(
  'gallery-managed-effects',
  `select ${EFFECT_COLUMNS} from gallery.effect
   where ($1::uuid is null or id < $1) and ($3::boolean is null or is_published = $3)
   order by id desc limit $2`,
);

/** Effects of the tenant for those who look after them, latest first, published or not. */
export async function managedEffects(
  tx: Transaction,
  { behind, limit, isPublished }: { behind: string | null; limit: number; isPublished: boolean | null },
): Promise<Effect[]> {
  return (await tx.rows<EffectRow>(MANAGED, [behind, limit, isPublished])).map(toEffect);
}
