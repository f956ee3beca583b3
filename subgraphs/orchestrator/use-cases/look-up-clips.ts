import type { CallContext } from '@effect-studio/kernel/context';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { type KnownClip, readClips } from '../persistence/clips.ts';
import { askVideo } from './ask-the-graph.ts';
import { unknownVideo, type VideoNotReady, videoNotReady } from './submit-problems.ts';

/**
 * What speaks against using these clips; null when nothing does. A clip that the projection does not know
 * may still be in processing: intake is asked, as the caller, so that other people's clips stay unknown.
 */
export async function objectionToClips(
  ctx: CallContext,
  videoIds: readonly string[],
): Promise<VideoNotReady | null> {
  const known = await ctx.db.transaction(ctx, (tx) => readClips(tx, videoIds));
  for (const videoId of new Set(videoIds)) {
    const clip = known.get(videoId);
    const objection = clip ? objectionToKnown(ctx, clip) : await objectionToUnknown(ctx, videoId);
    if (objection) return objection;
  }
  return null;
}

function objectionToKnown(ctx: CallContext, clip: KnownClip): VideoNotReady | null {
  // An admin sees everybody's clips, but a run is made with one's own.
  if (clip.ownerId !== ctx.caller.subjectId && clip.ownerId !== SYSTEM_SUBJECT_ID) {
    return unknownVideo(clip.videoId);
  }
  return clip.refusal
    ? videoNotReady(clip.videoId, clip.refusal.humanReadableCause, clip.refusal.suggestedAction)
    : null;
}

async function objectionToUnknown(ctx: CallContext, videoId: string): Promise<VideoNotReady | null> {
  const video = await askVideo(ctx, videoId);
  switch (video?.status) {
    case undefined:
      return unknownVideo(videoId);
    case 'UPLOADING':
      return videoNotReady(
        videoId,
        'The clip is still being uploaded.',
        'Finish the upload, then submit again.',
      );
    case 'REJECTED':
      return videoNotReady(
        videoId,
        video?.rejection?.humanReadableCause ?? 'The clip was refused.',
        video?.rejection?.suggestedAction ?? 'Upload another clip.',
      );
    case 'ERASED':
      return unknownVideo(videoId);
    case 'PROCESSING':
    case 'READY':
      return null;
  }
}
