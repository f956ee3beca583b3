import { join } from 'node:path';
import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import type { JobHandler, RunningJob } from '@effect-studio/kernel/jobs/job-handler';
import { withWorkFolder } from '@effect-studio/kernel/objects/work-folder';
import { type RunInterval, toTimestamps } from '@effect-studio/media/ffmpeg/media-process';
import { validateVideo } from '@effect-studio/media/probe/validate';
import { VideoIngested } from '@effect-studio/schema/events/intake';
import type { VideoMetadata } from '@effect-studio/schema/events/shapes';
import { intakeConfig } from '../config.ts';
import { mediaKeys, type Rejection } from '../domain/video.ts';
import { type Arrival, findArrival } from '../persistence/arrival.ts';
import { releaseObject } from '../persistence/expected-object.repository.ts';
import { claimMedia, findReadyMedia, markMediaReady, releaseMedia } from '../persistence/media.repository.ts';
import { lockVideo, saveVideo } from '../persistence/video.repository.ts';
import { downloadHashed, storeMedia, toEventMetadata } from '../use-cases/prepare-media.ts';
import { rejectVideo } from '../use-cases/reject-video.ts';
import { scheduleDerivation } from '../use-cases/schedule-derivation.ts';

/** `media`: when media tools worked; nothing when the same bytes were known. */
type Outcome = { sha256: string; metadata: VideoMetadata; media: readonly RunInterval[] } | Rejection;

/** Checks a clip whose bytes have arrived, by these bytes, normalises it and moves it under immutable keys. */
export const ingestVideo: JobHandler = {
  kind: 'ingest-video',
  run: async (ctx, job) => {
    const videoId = String(job.payload.videoId);
    const arrival = await ctx.db.transaction(ctx, (tx) => findArrival(tx, videoId));
    if (!arrival) return;
    const outcome = await examine(ctx, job, { ...arrival, videoId });
    await ctx.db.transaction(ctx, async (tx) => {
      if (outcome) await settle(tx, videoId, outcome);
      await releaseObject(tx, arrival.objectKey);
      await job.complete(tx);
    });
    await ctx.storage.remove(arrival.objectKey);
  },
  onDead: async (tx, job) => {
    const videoId = String(job.payload.videoId);
    const arrival = await findArrival(tx, videoId);
    if (arrival) await releaseObject(tx, arrival.objectKey);
    await releaseMedia(tx, videoId);
    const video = await lockVideo(tx, videoId);
    if (video?.status !== 'PROCESSING') return;
    await rejectVideo(tx, video, {
      reason: 'PROCESSING_FAILED',
      humanReadableCause: 'The clip could not be processed, although it was tried several times.',
      suggestedAction:
        'Export it again as MP4 with H.264 and upload that; the studio was told about the failure.',
    });
  },
};

/** @returns null when the clip was erased meanwhile */
async function examine(
  ctx: CallContext,
  job: RunningJob,
  arrival: Arrival & { videoId: string },
): Promise<Outcome | null> {
  const { videoId } = arrival;
  const head = await ctx.storage.head(arrival.objectKey);
  if (head?.etag !== arrival.confirmedEtag) {
    return {
      reason: 'CHANGED_AFTER_CONFIRMATION',
      humanReadableCause: 'The uploaded bytes are not the ones that were confirmed.',
      suggestedAction: 'Upload the clip again.',
    };
  }
  return withWorkFolder('ingest', async (folder) => {
    const path = join(folder, 'source');
    const sha256 = await downloadHashed(ctx, arrival.objectKey, path);
    const known = await ctx.db.transaction(ctx, async (tx) => {
      if (!(await findReadyMedia(tx, sha256)) || !(await isProcessing(tx, videoId))) return null;
      return claimMedia(tx, videoId, sha256);
    });
    if (known) return { sha256, metadata: known, media: [] };
    const startedAtMs = Date.now();
    const validation = await validateVideo(path, {
      maxSizeBytes: intakeConfig.INTAKE_MAX_SIZE_BYTES,
      maxDurationMs: intakeConfig.INTAKE_MAX_DURATION_MS,
      maxPixels: intakeConfig.INTAKE_MAX_PIXELS,
      signal: job.signal,
    });
    if (!validation.ok) return validation;
    const checked = { startedAtMs, endedAtMs: Date.now() };
    const { metadata } = validation;
    const isWanted = await ctx.db.transaction(ctx, async (tx) => {
      if (!(await isProcessing(tx, videoId))) return false;
      await claimMedia(tx, videoId, sha256);
      return true;
    });
    if (!isWanted) return null;
    const made = await storeMedia(ctx, {
      sourceKey: arrival.objectKey,
      path,
      folder,
      sha256,
      metadata,
      signal: job.signal,
    });
    return { sha256, metadata: toEventMetadata(metadata), media: [checked, ...made] };
  });
}

/** Locks the clip: nobody erases it until the transaction ends. */
async function isProcessing(tx: Transaction, videoId: string): Promise<boolean> {
  return (await lockVideo(tx, videoId))?.status === 'PROCESSING';
}

async function settle(tx: Transaction, videoId: string, outcome: Outcome): Promise<void> {
  const video = await lockVideo(tx, videoId);
  if (video?.status !== 'PROCESSING') return;
  if ('reason' in outcome) {
    await rejectVideo(tx, video, {
      reason: outcome.reason,
      humanReadableCause: outcome.humanReadableCause,
      suggestedAction: outcome.suggestedAction,
    });
    return;
  }
  const { sha256, metadata, media } = outcome;
  await markMediaReady(tx, sha256, metadata);
  if (media.length > 0) await scheduleDerivation(tx, sha256);
  await saveVideo(tx, video, { status: 'READY', sha256, metadata, sizeBytes: String(metadata.sizeBytes) });
  await tx.emit(VideoIngested, {
    aggregateId: videoId,
    idempotencyKey: `intake:${videoId}:ingest:v1`,
    payload: {
      videoId,
      ownerId: video.ownerId,
      ...mediaKeys(sha256),
      sha256,
      metadata,
      mediaIntervals: toTimestamps(media),
    },
  });
}
