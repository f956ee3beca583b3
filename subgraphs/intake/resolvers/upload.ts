import type { UploadResolvers } from '../generated/resolvers.ts';
import { findUpload } from '../persistence/video.repository.ts';
import { loadVideo } from './load-video.ts';

export const uploadResolvers: UploadResolvers = {
  __resolveReference: async (reference, ctx) =>
    reference.id ? ctx.db.transaction(ctx, (tx) => findUpload(tx, { id: reference.id! })) : null,
  video: async (upload, _args, ctx) => {
    const video = await loadVideo(ctx, upload.videoId);
    if (!video) throw new Error(`the upload ${upload.id} lost its clip`);
    return video;
  },
  receivedParts: async (upload, _args, ctx) => {
    if (upload.status !== 'OPEN') return [];
    const parts = await ctx.storage.listParts(upload.objectKey, upload.multipartId);
    return parts.map((part) => part.partNumber);
  },
};
