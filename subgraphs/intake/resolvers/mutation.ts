import type { CallContext } from '@effect-studio/kernel/context';
import { isProblem, type Problem } from '@effect-studio/kernel/errors';
import type { Video } from '../domain/video.ts';
import type { LinkPorts } from '../fetching/link-ports.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import type { UploadRow } from '../persistence/upload.entity.ts';
import { findUpload } from '../persistence/video.repository.ts';
import { abortUpload } from '../use-cases/abort-upload.ts';
import { completeUpload } from '../use-cases/complete-upload.ts';
import { eraseClip } from '../use-cases/erase-clip.ts';
import { ingestLink } from '../use-cases/ingest-link.ts';
import { signUploadParts } from '../use-cases/sign-upload-parts.ts';
import { startUpload, type UploadReference } from '../use-cases/start-upload.ts';
import type { VideoReference } from '../use-cases/video-reference.ts';
import { loadVideo } from './load-video.ts';

/** Turns an upload's reference into the upload; problems pass. */
async function withUpload<Refusal extends Problem>(
  ctx: CallContext,
  result: UploadReference | Refusal,
): Promise<(UploadRow & { __typename: 'Upload' }) | Refusal> {
  if (isProblem(result)) return result;
  const upload = await ctx.db.transaction(ctx, (tx) => findUpload(tx, { id: result.id }));
  return { ...upload!, __typename: 'Upload' };
}

async function withVideo<Refusal extends Problem>(
  ctx: CallContext,
  result: VideoReference | Refusal,
): Promise<(Video & { __typename: 'Video' }) | Refusal> {
  if (isProblem(result)) return result;
  return { ...(await loadVideo(ctx, result.id))!, __typename: 'Video' };
}

/** @param links how intake reaches what lies behind links */
export const mutationResolvers = (links: LinkPorts): MutationResolvers => ({
  startUpload: async (_root, { input }, ctx) => withUpload(ctx, await startUpload(ctx, input)),
  abortUpload: async (_root, { input }, ctx) => withUpload(ctx, await abortUpload(ctx, input)),
  signUploadParts: (_root, { input }, ctx) => signUploadParts(ctx, input),
  completeUpload: async (_root, { input }, ctx) => withVideo(ctx, await completeUpload(ctx, input)),
  eraseClip: async (_root, { input }, ctx) => withVideo(ctx, await eraseClip(ctx, input)),
  ingestLink: async (_root, { input }, ctx) => withVideo(ctx, await ingestLink(ctx, input, links)),
});
