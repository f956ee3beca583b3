import { sql, type Transaction } from '@effect-studio/kernel/database';
import { SAME_FILM_DISTANCE, SAME_LENGTH_MS } from '@effect-studio/media/likeness/near-duplicates';
import { type DerivedMedia, derivedMedia } from '../domain/derived-media.ts';

const HASH_BITS = 1_024;

/** $1 hash of the bytes, $2 what was made, $3 hash over time in hex, $4 its length in ms, $5 now. Zero rows: removed meanwhile. */
const KEEP = sql(
  'intake-derived-keep',
  `update intake.media set derived = $2, frame_hash = ('x' || $3)::bit(${HASH_BITS}), duration_ms = $4, updated_at = $5
   where sha256 = $1 and removing_at is null returning sha256`,
);
/** $1 hashes of bytes. */
const READ = sql(
  'intake-derived-read',
  'select sha256, derived from intake.media where sha256 = any($1) and derived is not null',
);
/** $1 hash, $2 now. */
const SCHEDULED = sql(
  'intake-derived-scheduled',
  'update intake.media set derivation_scheduled_at = $2 where sha256 = $1',
);
/** $1 most rows. Media from before there was anything to be made of them, the oldest first. */
const MISSING = sql(
  'intake-derived-missing',
  `select sha256 from intake.media where derivation_scheduled_at is null and metadata is not null and removing_at is null
   order by created_at limit $1`,
);
/** $1 hash of the bytes. Clips that have them, of the tenant. */
const CLIPS = sql('intake-media-clips', 'select video_id as id from intake.media_use where sha256 = $1');
/** $1 clips. Earlier clips of the same owner that are the same film, with the clip that each resembles. */
const SAME_FILM = sql(
  'intake-same-film',
  `select v.id as "videoId", other.id from intake.video v
     join intake.media m on m.sha256 = v.sha256
     join intake.video other on other.owner_id = v.owner_id and other.status = 'READY' and other.id < v.id
     join intake.media o on o.sha256 = other.sha256
   where v.id = any($1) and v.status = 'READY' and (o.sha256 = m.sha256 or (
     abs(o.duration_ms - m.duration_ms) <= ${SAME_LENGTH_MS}
     and bit_count(o.frame_hash # m.frame_hash) <= ${Math.floor(SAME_FILM_DISTANCE * HASH_BITS)}))
   order by other.id desc`,
);

/** @returns false when the bytes were removed meanwhile */
export async function keepDerived(
  tx: Transaction,
  sha256: string,
  made: DerivedMedia & { frameHash: string; durationMs: number },
): Promise<boolean> {
  const { frameHash, durationMs, ...derived } = made;
  const values = [sha256, JSON.stringify(derived), frameHash, Math.round(durationMs), tx.now];
  return (await tx.maybeOne(KEEP, values)) !== null;
}

export async function readDerived(
  tx: Transaction,
  hashes: readonly string[],
): Promise<Map<string, DerivedMedia>> {
  const rows = await tx.rows<{ sha256: string; derived: unknown }>(READ, [[...hashes]]);
  return new Map(rows.map((row) => [row.sha256, derivedMedia.parse(row.derived)]));
}

/** What can be made of these bytes is going to be. */
export async function noteScheduled(tx: Transaction, sha256: string): Promise<void> {
  await tx.rows(SCHEDULED, [sha256, tx.now]);
}

export async function mediaWithoutDerived(tx: Transaction, limit: number): Promise<string[]> {
  return (await tx.rows<{ sha256: string }>(MISSING, [limit])).map((row) => row.sha256);
}

export async function clipsOfMedia(tx: Transaction, sha256: string): Promise<string[]> {
  return (await tx.rows<{ id: string }>(CLIPS, [sha256])).map((row) => row.id);
}

/** Earlier clips of the same owner that show the same film, newest first, by clip. */
export async function sameFilms(
  tx: Transaction,
  videoIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await tx.rows<{ videoId: string; id: string }>(SAME_FILM, [[...videoIds]]);
  const byClip = Map.groupBy(rows, ({ videoId }) => videoId);
  return new Map([...byClip].map(([videoId, others]) => [videoId, others.map(({ id }) => id)]));
}
