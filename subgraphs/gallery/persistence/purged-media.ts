import { sql, type Transaction } from '@effect-studio/kernel/database';

/** $1 effect, $2 until, $3 now. Whatever was to be seen of it. */
const PURGE = sql(
  'gallery-purge-media',
  `insert into gallery.purged_media (effect_id, object_key, until, created_at)
   select $1, preview_key, $2, $3 from (
     select preview_key from gallery.publish_pin where effect_id = $1
     union select preview_key from gallery.effect where id = $1) shown
   where preview_key is not null
   on conflict (effect_id, object_key) do update set until = excluded.until
   returning object_key`,
);
const FORGET = sql('gallery-forget-purge', 'delete from gallery.purged_media where effect_id = $1');
/** $1 effect. Whatever may be seen of it; nothing while it is not in the gallery. */
const SHOWN = sql(
  'gallery-shown-of-effect',
  `select e.preview_key from gallery.effect e where e.id = $1 and e.is_published and e.preview_key is not null
   union select p.preview_key from gallery.publish_pin p join gallery.effect e on e.id = p.effect_id
   where e.id = $1 and e.is_published and p.preview_key is not null`,
);
const OF_EFFECT = sql(
  'gallery-purged-of-effect',
  'select object_key from gallery.purged_media where effect_id = $1',
);
/** $1 now. */
const STILL = sql(
  'gallery-still-purged',
  'select effect_id, array_agg(object_key) as keys from gallery.purged_media where until > $1 group by effect_id',
);
const EXPIRE = sql('gallery-expire-purges', 'delete from gallery.purged_media where until <= $1');

/** Notes that nothing of an effect is to be served until then. @returns the objects */
export async function notePurge(tx: Transaction, effectId: string, until: Date): Promise<string[]> {
  const rows = await tx.rows<{ object_key: string }>(PURGE, [effectId, until, tx.now]);
  return rows.map(({ object_key }) => object_key);
}

export async function purgedOf(tx: Transaction, effectId: string): Promise<string[]> {
  const rows = await tx.rows<{ object_key: string }>(OF_EFFECT, [effectId]);
  return rows.map(({ object_key }) => object_key);
}

/** All that is still not to be served, and forgets the rest. */
export async function stillPurged(tx: Transaction): Promise<{ effectId: string; keys: string[] }[]> {
  await tx.rows(EXPIRE, [tx.now]);
  const rows = await tx.rows<{ effect_id: string; keys: string[] }>(STILL, [tx.now]);
  return rows.map(({ effect_id: effectId, keys }) => ({ effectId, keys }));
}

/** From now on the effect may be served again. */
export const forgetPurge = (tx: Transaction, effectId: string): Promise<object[]> =>
  tx.rows(FORGET, [effectId]);

/** Objects that may be seen of an effect that is in the gallery. */
export async function shownOf(tx: Transaction, effectId: string): Promise<string[]> {
  const rows = await tx.rows<{ preview_key: string }>(SHOWN, [effectId]);
  return rows.map(({ preview_key }) => preview_key);
}
