import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { Analysis } from '@effect-studio/schema/media/analysis';
import { In } from 'typeorm';
import { ANALYSER_VERSION } from '../domain/version.ts';
import { type VideoAnalysis, VideoAnalysisEntity } from './video-analysis.entity.ts';

/** Current analyses by video id that the caller may see. */
export async function findByVideos(
  tx: Transaction,
  videoIds: readonly string[],
): Promise<Map<string, VideoAnalysis>> {
  const rows = await tx.manager.find(VideoAnalysisEntity, {
    where: { videoId: In([...videoIds]), analyserVersion: ANALYSER_VERSION },
  });
  return new Map(rows.map((row) => [row.videoId, row]));
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
