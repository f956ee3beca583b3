import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { Analysis } from '@effect-studio/schema/media/analysis';
import { In } from 'typeorm';
import { ANALYSER_VERSION } from '../domain/version.ts';
import { type VideoAnalysis, VideoAnalysisEntity } from './video-analysis.entity.ts';

/**
 * Analyses by video id that the caller may see: the current version's, or the newest there is until the clip was
 * analysed anew.
 */
export async function findByVideos(
  tx: Transaction,
  videoIds: readonly string[],
): Promise<Map<string, VideoAnalysis>> {
  const rows = await tx.manager.find(VideoAnalysisEntity, {
    where: { videoId: In([...videoIds]) },
    order: { createdAt: 'ASC' },
  });
  const isCurrent = (row: VideoAnalysis) => Number(row.analyserVersion === ANALYSER_VERSION);
  // The last one counts in a map.
  return new Map(rows.sort((a, b) => isCurrent(a) - isCurrent(b)).map((row) => [row.videoId, row]));
}

/** $1 analyser version, $2 most rows. Clips whose analyses are all of other versions, the longest untried first. */
const OUTDATED = sql(
  'analysis-outdated',
  `select video_id as "videoId", owner_id as "ownerId", proxy_key as "proxyKey" from (
     select distinct on (video_id) video_id, owner_id, proxy_key, updated_at from analysis.video_analysis old
     where not exists (select 1 from analysis.video_analysis new
       where new.video_id = old.video_id and new.analyser_version = $1)
     order by video_id, updated_at desc) clip
   order by updated_at, video_id limit $2`,
);

/** Clips that were analysed by another version only. */
export function outdatedClips(tx: Transaction, limit: number) {
  return tx.rows<{ videoId: string; ownerId: string; proxyKey: string }>(OUTDATED, [ANALYSER_VERSION, limit]);
}

/** Puts a clip that could not be analysed anew behind the others. */
export async function markTried(tx: Transaction, videoId: string): Promise<void> {
  await tx.manager.update(VideoAnalysisEntity, { videoId }, { updatedAt: tx.now });
}

/** Forgets everything that was measured about these clips. */
export async function forgetAnalyses(tx: Transaction, videoIds: readonly string[]): Promise<void> {
  await tx.manager.delete(VideoAnalysisEntity, { videoId: In([...videoIds]) });
}

export function findById(tx: Transaction, id: string): Promise<VideoAnalysis | null> {
  return tx.manager.findOne(VideoAnalysisEntity, { where: { id } });
}

/** What this analyser version measured on the same bytes before, for whatever clip; null: never. */
export function findByProxy(tx: Transaction, proxyKey: string): Promise<VideoAnalysis | null> {
  return tx.manager.findOne(VideoAnalysisEntity, { where: { proxyKey, analyserVersion: ANALYSER_VERSION } });
}

/** $1 id, $2 video, $3 owner, $4 tenant, $5 proxy key, $6 analyser version, $7 result, $8 now. */
const KEEP = sql(
  'analysis-keep',
  `insert into analysis.video_analysis (id, video_id, owner_id, tenant_id, proxy_key, analyser_version, result, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict (video_id, analyser_version) do nothing`,
);

/** Keeps an analysis for a clip; the first one stays. */
export async function keepAnalysis(
  tx: Transaction,
  clip: { videoId: string; ownerId: string; proxyKey: string },
  result: Analysis,
): Promise<void> {
  const { tenantId } = tx.call.caller;
  const values = [
    newId(),
    clip.videoId,
    clip.ownerId,
    tenantId,
    clip.proxyKey,
    ANALYSER_VERSION,
    JSON.stringify(result),
    tx.now,
  ];
  await tx.rows(KEEP, values);
}

/** $1 proxy key, $2 analyser version, $3 result, $4 now. */
const REPLACE = sql(
  'analysis-replace',
  `update analysis.video_analysis set result = $3, updated_at = $4
   where proxy_key = $1 and analyser_version = $2 and result -> 'pictureReading' is null`,
);

/** Puts what was found out later about the same bytes in the place of what is kept of them, unless that has a reading. */
export async function replaceResults(tx: Transaction, proxyKey: string, result: Analysis): Promise<void> {
  await tx.rows(REPLACE, [proxyKey, ANALYSER_VERSION, JSON.stringify(result), tx.now]);
}
