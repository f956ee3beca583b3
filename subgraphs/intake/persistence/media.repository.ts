import { sql, type Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import type { VideoMetadata } from '@effect-studio/schema/events/shapes';

interface MediaRow {
  metadata: VideoMetadata | null;
  removing_at: Date | null;
}

/** $1 hash, $2 now. */
const INSERT = sql(
  'intake-media-insert',
  `insert into intake.media (sha256, created_at, updated_at) values ($1, $2, $2) on conflict do nothing`,
);
/** $1 hash. Locks the row: claims, releases and removals of the same bytes go one after the other. */
const LOCK = sql(
  'intake-media-lock',
  'select metadata, removing_at from intake.media where sha256 = $1 for update',
);
/** $1 hash. */
const READ = sql('intake-media-read', 'select metadata, removing_at from intake.media where sha256 = $1');
/** $1 clip, $2 hash, $3 now. */
const USE = sql(
  'intake-media-use',
  `insert into intake.media_use (video_id, sha256, created_at) values ($1, $2, $3)
   on conflict (video_id) do update set sha256 = excluded.sha256`,
);
/** $1 hash, $2 metadata, $3 now. */
const READY = sql(
  'intake-media-ready',
  'update intake.media set metadata = $2, updated_at = $3 where sha256 = $1',
);
/** $1 clip. */
const USED_BY = sql('intake-media-used-by', 'select sha256 from intake.media_use where video_id = $1');
/** $1 clip. */
const RELEASE = sql('intake-media-release', 'delete from intake.media_use where video_id = $1');
/** $1 hash, $2 now. Zero rows: somebody still uses it. */
const RETIRE = sql(
  'intake-media-retire',
  `update intake.media set removing_at = $2, updated_at = $2 where sha256 = $1 and removing_at is null
     and not exists (select from intake.media_use u where u.sha256 = media.sha256) returning sha256`,
);
/** $1 hash. */
const DELETE = sql(
  'intake-media-delete',
  'delete from intake.media where sha256 = $1 and removing_at is not null',
);
/** $1 hashes. */
const KNOWN = sql('intake-media-known', 'select sha256 from intake.media where sha256 = any($1)');

/** What is known of bytes that are whole in the store; null when they are not, or are just being removed. */
export async function findReadyMedia(tx: Transaction, sha256: string): Promise<VideoMetadata | null> {
  const media = await tx.maybeOne<MediaRow>(READ, [sha256]);
  return media && !media.removing_at ? media.metadata : null;
}

/**
 * Says that a clip needs these bytes, before they are stored or found.
 * @returns what is known of them; null when they are not in the store yet
 * @throws StudioError `MEDIA_REMOVING` (retryable) while the same bytes are being removed
 */
export async function claimMedia(
  tx: Transaction,
  videoId: string,
  sha256: string,
): Promise<VideoMetadata | null> {
  await tx.rows(INSERT, [sha256, tx.now]);
  const media = await tx.one<MediaRow>(LOCK, [sha256]);
  if (media.removing_at) {
    throw new StudioError('MEDIA_REMOVING', 'the same bytes are just being removed', { retryable: true });
  }
  await tx.rows(USE, [videoId, sha256, tx.now]);
  return media.metadata;
}

/** The objects of claimed media are whole. */
export async function markMediaReady(
  tx: Transaction,
  sha256: string,
  metadata: VideoMetadata,
): Promise<void> {
  await tx.rows(READY, [sha256, JSON.stringify(metadata), tx.now]);
}

/** A clip needs its bytes no longer. When no other does, of whatever owner, they are removed from the store. */
export async function releaseMedia(tx: Transaction, videoId: string): Promise<void> {
  const use = await tx.maybeOne<{ sha256: string }>(USED_BY, [videoId]);
  if (!use) return;
  await tx.one(LOCK, [use.sha256]);
  await tx.rows(RELEASE, [videoId]);
  if (!(await tx.maybeOne(RETIRE, [use.sha256, tx.now]))) return;
  await tx.schedule({
    kind: 'remove-media',
    dedupeKey: `remove:${use.sha256}`,
    payload: { sha256: use.sha256 },
    maxAttempts: 10,
  });
}

/** Whether these bytes are to be removed; nobody can claim them until {@link forgetMedia}. */
export async function isRetired(tx: Transaction, sha256: string): Promise<boolean> {
  const media = await tx.maybeOne<MediaRow>(READ, [sha256]);
  return media?.removing_at != null;
}

/** The objects are gone. */
export async function forgetMedia(tx: Transaction, sha256: string): Promise<void> {
  await tx.rows(DELETE, [sha256]);
}

/** Which of these hashes belong to media that somebody uses, prepares or removes. */
export async function knownMedia(tx: Transaction, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ sha256: string }>(KNOWN, [[...hashes]]);
  return new Set(rows.map((row) => row.sha256));
}
