import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallContext } from '@effect-studio/kernel/context';
import type { JobHandler, RunningJob } from '@effect-studio/kernel/jobs/job-handler';
import { withWorkFolder } from '@effect-studio/kernel/objects/work-folder';
import { writeHls } from '@effect-studio/media/derived/hls';
import { writeStoryboard } from '@effect-studio/media/derived/storyboard';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { arrivalTopic } from '../domain/arrival-ticks.ts';
import { renditionKey, sheetKey } from '../domain/derived-media.ts';
import { mediaKeys } from '../domain/video.ts';
import { clipsOfMedia, keepDerived, mediaWithoutDerived } from '../persistence/derived-media.repository.ts';
import { findReadyMedia } from '../persistence/media.repository.ts';
import { scheduleDerivation } from '../use-cases/schedule-derivation.ts';

const TIMEOUT_MS = 600_000;
/** So many at a time of those that have none yet, such as clips from before there were any. */
const CATCH_UP = 10;

/** Makes what can wait until a clip is ready: contact sheet, HLS renditions, hash over time. */
export const deriveMedia: JobHandler = {
  kind: 'derive-media',
  run: async (ctx, job) => {
    const sha256 = String(job.payload.sha256);
    const isGone = () => ctx.db.transaction(ctx, async (tx) => !(await findReadyMedia(tx, sha256)));
    if (await isGone()) return;
    try {
      await withWorkFolder('derive', (folder) => derive(ctx, job, sha256, folder));
    } catch (error) {
      // Erased meanwhile: what was to be read is not there any more.
      if (!(await isGone())) throw error;
    }
  },
};

async function derive(ctx: CallContext, job: RunningJob, sha256: string, folder: string): Promise<void> {
  const limits = { timeoutMs: TIMEOUT_MS, signal: job.signal };
  const path = join(folder, 'proxy.mp4');
  await ctx.storage.download(mediaKeys(sha256).proxyKey, path);
  const metadata = await probeVideo(path, { signal: job.signal });
  if (!metadata) throw new Error(`the proxy of ${sha256} has no picture`);
  const sheetPath = join(folder, 'sheet.jpg');
  const {
    frameHash,
    interval: _interval,
    ...sheet
  } = await writeStoryboard(path, metadata, sheetPath, limits);
  const { renditions } = await writeHls(path, metadata, folder, limits);
  const put = async (key: string, file: string, contentType: string): Promise<void> => {
    const { size } = await stat(file);
    await ctx.storage.put(key, createReadStream(file), { contentType, sizeBytes: size });
  };
  await put(sheetKey(sha256), sheetPath, 'image/jpeg');
  for (const { name } of renditions) {
    await put(renditionKey(sha256, name), join(folder, `${name}.mp4`), 'video/mp4');
  }
  const made = { sheet, renditions, frameHash, durationMs: metadata.durationMs };
  const clips = await ctx.db.transaction(ctx, async (tx) => {
    const isKept = await keepDerived(tx, sha256, made);
    await job.complete(tx);
    return isKept ? clipsOfMedia(tx, sha256) : [];
  });
  for (const videoId of clips) ctx.ticks.publish(arrivalTopic(videoId), {});
}

/** Clips from before there were contact sheets get theirs by and by. */
export const deriveMissingMedia: JobHandler = {
  kind: 'derive-missing-media',
  everyMs: 3_600_000,
  run: async (ctx, job) => {
    await ctx.db.transaction(ctx, async (tx) => {
      for (const sha256 of await mediaWithoutDerived(tx, CATCH_UP)) await scheduleDerivation(tx, sha256);
      await job.complete(tx);
    });
  },
};
