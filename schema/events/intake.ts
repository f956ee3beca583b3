import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { id, mediaIntervals, objectKey, refusal, sha256, videoMetadata } from './shapes.ts';

/** A clip passed every check; its bytes lie under immutable keys. Aggregate: the video. */
export const VideoIngested = defineEvent('intake', 'VideoIngested', {
  videoId: id,
  ownerId: id,
  sourceKey: objectKey,
  proxyKey: objectKey,
  posterKey: objectKey,
  sha256,
  metadata: videoMetadata,
  mediaIntervals,
});

/**
 * A clip is gone for good, at its owner's wish or because they themselves are to be forgotten: whoever keeps something
 * of it forgets that. Aggregate: the video.
 */
export const VideoErased = defineEvent('intake', 'VideoErased', { videoId: id, ownerId: id });

/** A clip cannot be used; nothing of it is kept. Aggregate: the video. */
export const VideoRejected = defineEvent('intake', 'VideoRejected', {
  videoId: id,
  ownerId: id,
  fileName: z.string(),
  ...refusal,
});
