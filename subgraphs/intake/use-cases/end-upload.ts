import type { Transaction } from '@effect-studio/kernel/database';
import { releaseObject } from '../persistence/expected-object.repository.ts';
import { UploadEntity, type UploadRow } from '../persistence/upload.entity.ts';
import { lockVideo } from '../persistence/video.repository.ts';
import { rejectVideo } from './reject-video.ts';

const WORDS = {
  ABORTED: {
    reason: 'NEVER_SENT',
    humanReadableCause: 'The upload was given up before it was complete.',
    suggestedAction: 'Upload the clip again when you want to use it.',
  },
  EXPIRED: {
    reason: 'NEVER_SENT',
    humanReadableCause: 'The upload was not completed in time.',
    suggestedAction: 'Upload the clip again.',
  },
};

/** Ends a locked, open upload without its clip. */
export async function endUpload(
  tx: Transaction,
  upload: UploadRow,
  status: 'ABORTED' | 'EXPIRED',
): Promise<void> {
  await releaseObject(tx, upload.objectKey);
  await tx.manager.update(UploadEntity, { id: upload.id }, { status, updatedAt: tx.now });
  const video = await lockVideo(tx, upload.videoId);
  if (video) await rejectVideo(tx, video, WORDS[status]);
}
