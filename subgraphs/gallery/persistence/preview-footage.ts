import { sql, type Transaction } from '@effect-studio/kernel/database';

// The pin that brought the preview: one that went back to it has the preview alone.
const OF_EFFECTS = sql(
  'gallery-preview-footage',
  `select distinct on (e.id) e.id, p.footage_video_id as "videoId"
   from gallery.effect e join gallery.publish_pin p on p.effect_id = e.id and p.preview_key = e.preview_key
   where e.id = any($1) and p.footage_video_id is not null order by e.id, p.number desc`,
);

/** The clip of the house that each effect's preview was made on, by effect; without those that were made on other footage. */
export async function previewFootageOf(
  tx: Transaction,
  effectIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; videoId: string }>(OF_EFFECTS, [[...effectIds]]);
  return new Map(rows.map(({ id, videoId }) => [id, videoId]));
}
