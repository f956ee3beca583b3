import { consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { VideoRejected } from '@effect-studio/schema/events/intake';
import { notify } from '../use-cases/notify.ts';

/** The topic shared by a refused clip and the run that fails because of it. @param eventId of the refusal */
export const videoTopic = (eventId: string): string => `video-rejected:${eventId}`;

/** Tells the owner of a clip that it cannot be used, unless the failed run told them already. */
export const onVideoRejected = consume(
  reading(VideoRejected, 'ownerId', 'fileName', 'reason', 'humanReadableCause', 'suggestedAction'),
  (tx, event) => {
    const { ownerId, fileName, reason, humanReadableCause, suggestedAction } = event.payload;
    return notify(tx, {
      ownerId,
      kind: 'VIDEO_REJECTED',
      topic: videoTopic(event.id),
      values: {
        fileName,
        cause: { refusedFor: reason, cause: humanReadableCause },
        suggestion: { refusedFor: reason, suggestion: suggestedAction },
      },
      runId: null,
    });
  },
);
