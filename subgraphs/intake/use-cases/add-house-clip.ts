import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallContext } from '@effect-studio/kernel/context';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { withWorkFolder } from '@effect-studio/kernel/objects/work-folder';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { VideoIngested } from '@effect-studio/schema/events/intake';
import { mediaKeys, UPLOADS_ROOT } from '../domain/video.ts';
import { claimMedia, markMediaReady } from '../persistence/media.repository.ts';
import { VideoEntity } from '../persistence/video.entity.ts';
import { downloadHashed, storeMedia, toEventMetadata } from './prepare-media.ts';
import { scheduleDerivation } from './schedule-derivation.ts';

/**
 * Adds a clip of the studio's own that anyone may use as footage; once per name.
 * @param make writes the clip to the given path
 * @returns its id
 */
export async function addHouseClip(
  ctx: CallContext,
  name: string,
  make: (path: string) => Promise<unknown>,
): Promise<string> {
  const existing = await ctx.db.transaction(ctx, (tx) =>
    tx.manager.findOne(VideoEntity, { where: { isHouseClip: true, fileName: name } }),
  );
  if (existing) return existing.id;
  const uploadKey = `${UPLOADS_ROOT}house-${randomUUID()}`;
  try {
    return await withWorkFolder('house-clip', async (folder) => {
      const path = join(folder, 'clip.mp4');
      await make(path);
      await ctx.storage.put(uploadKey, createReadStream(path), {
        contentType: 'video/mp4',
        sizeBytes: (await stat(path)).size,
      });
      const sha256 = await downloadHashed(ctx, uploadKey, join(folder, 'source'));
      const measured = await probeVideo(path, {});
      if (!measured) throw new Error(`the house clip ${name} has no picture`);
      await storeMedia(ctx, {
        sourceKey: uploadKey,
        path,
        folder,
        sha256,
        metadata: measured,
        signal: new AbortController().signal,
      });
      const id = newId();
      const metadata = toEventMetadata(measured);
      await ctx.db.transaction(ctx, async (tx) => {
        await tx.manager.insert(VideoEntity, {
          id,
          ownerId: SYSTEM_SUBJECT_ID,
          tenantId: ctx.caller.tenantId,
          fileName: name,
          status: 'READY',
          isHouseClip: true,
          sha256,
          metadata,
          sizeBytes: String(metadata.sizeBytes),
          createdAt: tx.now,
          updatedAt: tx.now,
          createdBy: SYSTEM_SUBJECT_ID,
          version: 1,
        });
        await claimMedia(tx, id, sha256);
        await markMediaReady(tx, sha256, metadata);
        await scheduleDerivation(tx, sha256);
        await tx.emit(VideoIngested, {
          aggregateId: id,
          idempotencyKey: `intake:${id}:ingest:v1`,
          payload: { videoId: id, ownerId: SYSTEM_SUBJECT_ID, ...mediaKeys(sha256), sha256, metadata },
        });
      });
      return id;
    });
  } finally {
    await ctx.storage.remove(uploadKey);
  }
}
