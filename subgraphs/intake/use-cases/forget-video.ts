import type { Transaction } from '@effect-studio/kernel/database';
import { VideoErased } from '@effect-studio/schema/events/intake';
import { releaseObject } from '../persistence/expected-object.repository.ts';
import { LinkFetchEntity } from '../persistence/link-fetch.entity.ts';
import { findLinkFetch } from '../persistence/link-fetch.repository.ts';
import { releaseMedia } from '../persistence/media.repository.ts';
import { UploadEntity } from '../persistence/upload.entity.ts';
import type { VideoRow } from '../persistence/video.entity.ts';
import { findUpload, saveVideo } from '../persistence/video.repository.ts';

/** What an erased clip is called. */
const NO_NAME = 'erased clip';

/**
 * Erases a locked clip, wherever it stands: its way in is given up, its bytes are removed when no other clip has the
 * same, and its row keeps who owned it and when, for those who refer to it, and nothing else. Others are told by
 * `VideoErased`. Once erased it stays so; a second time changes nothing.
 */
export async function forgetVideo(tx: Transaction, video: VideoRow): Promise<void> {
  if (video.status === 'ERASED') return;
  const { storage } = tx.call;
  const upload = await findUpload(tx, { videoId: video.id });
  const arrival = upload ?? (await findLinkFetch(tx, video.id));
  if (arrival) {
    await releaseObject(tx, arrival.objectKey);
    tx.afterCommit(async () => {
      if (upload) await storage.abortMultipart(upload.objectKey, upload.multipartId);
      await storage.remove(arrival.objectKey);
    });
    await tx.manager.delete(UploadEntity, { videoId: video.id });
    await tx.manager.delete(LinkFetchEntity, { videoId: video.id });
  }
  await releaseMedia(tx, video.id);
  const nothing = { sha256: null, metadata: null, rejection: null, sizeBytes: null };
  await saveVideo(tx, video, { status: 'ERASED', fileName: NO_NAME, ...nothing });
  await tx.emit(VideoErased, {
    aggregateId: video.id,
    idempotencyKey: `intake:${video.id}:erase:v1`,
    payload: { videoId: video.id, ownerId: video.ownerId },
  });
}
