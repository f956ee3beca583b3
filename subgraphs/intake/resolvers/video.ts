import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { mediaKeys, type Video } from '../domain/video.ts';
import type { VideoRejectionReason, VideoResolvers } from '../generated/resolvers.ts';
import type { LinkFetchRow } from '../persistence/link-fetch.entity.ts';
import { findLinkFetches } from '../persistence/link-fetch.repository.ts';
import { derivedMediaResolvers } from './derived-media.ts';
import { loadVideo } from './load-video.ts';

/** How a clip's bytes come from its link; null when it is not on its way, or not from a link. */
function loadArrival(ctx: CallContext, video: Video): Promise<LinkFetchRow | null> | null {
  if (video.status !== 'UPLOADING') return null;
  const byVideo = loader<string, LinkFetchRow>(ctx, 'link-fetch', (ids) =>
    ctx.db.transaction(ctx, (tx) => findLinkFetches(tx, ids)),
  );
  return byVideo.load(video.id);
}

const signed = (ctx: CallContext, video: Video, which: 'proxyKey' | 'posterKey'): Promise<string> | null =>
  video.status === 'READY' && video.sha256 ? ctx.storage.signedGet(mediaKeys(video.sha256)[which]) : null;

export const videoResolvers: VideoResolvers = {
  ...derivedMediaResolvers,
  __resolveReference: async (reference, ctx) => (reference.id ? loadVideo(ctx, reference.id) : null),
  durationMs: (video) => (video.metadata ? Math.round(video.metadata.durationMs) : null),
  width: (video) => video.metadata?.width,
  height: (video) => video.metadata?.height,
  frameRate: (video) => video.metadata?.averageFps,
  hasAudio: (video) => video.metadata?.hasAudio,
  isVariableFrameRate: (video) => video.metadata?.isVariableFrameRate,
  isHdr: (video) => video.metadata?.isHdr,
  rotationDegrees: (video) => video.metadata?.rotationDeg,
  videoCodec: (video) => video.metadata?.videoCodec,
  audioCodec: (video) => video.metadata?.audioCodec,
  sizeBytes: (video) => (video.metadata ? BigInt(video.metadata.sizeBytes) : null),
  proxyUrl: (video, _args, ctx) => signed(ctx, video, 'proxyKey'),
  posterUrl: (video, _args, ctx) => signed(ctx, video, 'posterKey'),
  rejection: (video) =>
    video.rejection && { ...video.rejection, reason: video.rejection.reason as VideoRejectionReason },
  receivedBytes: async (video, _args, ctx) => {
    const arrival = await loadArrival(ctx, video);
    return arrival && BigInt(arrival.receivedBytes);
  },
  expectedBytes: async (video, _args, ctx) => {
    const arrival = await loadArrival(ctx, video);
    return arrival?.expectedBytes ? BigInt(arrival.expectedBytes) : null;
  },
  owner: (video) => ({ __typename: 'User', id: video.ownerId }),
};
