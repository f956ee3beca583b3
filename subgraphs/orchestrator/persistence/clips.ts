import { sql, type Transaction } from '@effect-studio/kernel/database';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { Refusal } from '../domain/saga/run-saga.ts';
import { LOCK_CLIPS } from './sql/lock-clips.ts';

/** A clip as its events told of it: ready when it has a proxy, refused otherwise. */
export interface KnownClip {
  videoId: string;
  ownerId: string;
  proxyKey: string | null;
  durationMs: number | null;
  refusal: Refusal | null;
}

const UPSERT = sql(
  'orchestrator-upsert-clip',
  `insert into orchestrator.clip (video_id, owner_id, tenant_id, proxy_key, duration_ms, refusal, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $7)
   on conflict (video_id) do update set proxy_key = excluded.proxy_key, duration_ms = excluded.duration_ms,
     refusal = excluded.refusal, updated_at = excluded.updated_at`,
);
const COLUMNS = `video_id as "videoId", owner_id as "ownerId", proxy_key as "proxyKey", duration_ms as "durationMs", refusal`;
const BY_ID = sql(
  'orchestrator-clips-by-id',
  `select ${COLUMNS} from orchestrator.clip where video_id = any($1)`,
);
const OF_HOUSE = sql(
  'orchestrator-house-clips',
  `select ${COLUMNS} from orchestrator.clip where owner_id = $1 and proxy_key is not null order by video_id`,
);

/** Remembers a clip, with the lock that submissions take too. */
export async function rememberClip(tx: Transaction, clip: KnownClip): Promise<void> {
  await lockClips(tx, [clip.videoId]);
  await tx.rows(UPSERT, [
    clip.videoId,
    clip.ownerId,
    tx.call.caller.tenantId,
    clip.proxyKey,
    clip.durationMs,
    clip.refusal ? JSON.stringify(clip.refusal) : null,
    tx.now,
  ]);
}

export const lockClips = (tx: Transaction, videoIds: readonly string[]): Promise<object[]> =>
  tx.rows(LOCK_CLIPS, [[...new Set(videoIds)].sort()]);

/** Clips by id: the caller's own and the house's. */
export async function readClips(
  tx: Transaction,
  videoIds: readonly string[],
): Promise<Map<string, KnownClip>> {
  const rows = await tx.rows<KnownClip>(BY_ID, [[...videoIds]]);
  return new Map(rows.map((row) => [row.videoId, row]));
}

/** House clips that are ready, in a fixed order. */
export const readHouseClips = (tx: Transaction): Promise<KnownClip[]> =>
  tx.rows<KnownClip>(OF_HOUSE, [SYSTEM_SUBJECT_ID]);
