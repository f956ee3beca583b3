import type { Transaction } from '@effect-studio/kernel/database';
import { VideoRejected } from '@effect-studio/schema/events/intake';
import type { Rejection } from '../domain/video.ts';
import type { VideoRow } from '../persistence/video.entity.ts';
import { saveVideo } from '../persistence/video.repository.ts';

/** Refuses a locked clip and tells everybody why. */
export async function rejectVideo(tx: Transaction, video: VideoRow, rejection: Rejection): Promise<void> {
  await saveVideo(tx, video, { status: 'REJECTED', rejection, sizeBytes: null });
  await tx.emit(VideoRejected, {
    aggregateId: video.id,
    idempotencyKey: `intake:${video.id}:reject:v1`,
    payload: {
      videoId: video.id,
      ownerId: video.ownerId,
      fileName: video.fileName,
      reason: rejection.reason,
      humanReadableCause: rejection.humanReadableCause,
      suggestedAction: rejection.suggestedAction,
    },
  });
}
