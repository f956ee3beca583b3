import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/loaders';
import { mediaKeys, type Video } from '../domain/video.ts';
import type { VideoRejectionReason, VideoResolvers } from '../generated/resolvers.ts';
import { findVideos } from '../persistence/video.repository.ts';

/** The clip with this id that the caller may see, or null. */
export function loadVideo(ctx: CallContext, id: string): Promise<Video | null> {
  const byId = loader<string, Video>(ctx, 'video', (ids) =>
    ctx.db.transaction(ctx, (tx) => findVideos(tx, ids)),
  );
  return byId.load(id);
}

const signed = (ctx: CallContext, video: Video, which: 'proxyKey' | 'posterKey'): Promise<string> | null =>
  video.status === 'READY' && video.sha256 ? ctx.storage.signedGet(mediaKeys(video.sha256)[which]) : null;

export const videoResolvers: VideoResolvers = {
  __resolveReference: async (reference, ctx) => (reference.id ? loadVideo(ctx, reference.id) : null),
  durationMs: (video) => (video.metadata ? Math.round(video.metadata.durationMs) : null),
  width: (video) => video.metadata?.width,
  height: (video) => video.metadata?.height,
  frameRate: (video) => video.metadata?.averageFps,
  hasAudio: (video) => video.metadata?.hasAudio,
  sizeBytes: (video) => (video.metadata ? BigInt(video.metadata.sizeBytes) : null),
  proxyUrl: (video, _args, ctx) => signed(ctx, video, 'proxyKey'),
  posterUrl: (video, _args, ctx) => signed(ctx, video, 'posterKey'),
  rejection: (video) =>
    video.rejection && { ...video.rejection, reason: video.rejection.reason as VideoRejectionReason },
  owner: (video) => ({ __typename: 'User', id: video.ownerId }),
};
