import type { CallContext } from '@effect-studio/kernel/context';
import { isProblem, type Problem } from '@effect-studio/kernel/errors';
import type { MutationResolvers } from '../generated/resolvers.ts';
import type { UploadRow } from '../persistence/upload.entity.ts';
import { findUpload } from '../persistence/video.repository.ts';
import { abortUpload } from '../use-cases/abort-upload.ts';
import { completeUpload } from '../use-cases/complete-upload.ts';
import { signUploadParts } from '../use-cases/sign-upload-parts.ts';
import { startUpload, type UploadReference } from '../use-cases/start-upload.ts';
import { loadVideo } from './video.ts';

/** Turns an upload's reference into the upload; problems pass. */
async function withUpload<Refusal extends Problem>(
  ctx: CallContext,
  result: UploadReference | Refusal,
): Promise<(UploadRow & { __typename: 'Upload' }) | Refusal> {
  if (isProblem(result)) return result;
  const upload = await ctx.db.transaction(ctx, (tx) => findUpload(tx, { id: result.id }));
  return { ...upload!, __typename: 'Upload' };
}

export const mutationResolvers: MutationResolvers = {
  startUpload: async (_root, { input }, ctx) => withUpload(ctx, await startUpload(ctx, input)),
  abortUpload: async (_root, { input }, ctx) => withUpload(ctx, await abortUpload(ctx, input)),
  signUploadParts: (_root, { input }, ctx) => signUploadParts(ctx, input),
  completeUpload: async (_root, { input }, ctx) => {
    const result = await completeUpload(ctx, input);
    if (isProblem(result)) return result;
    return { ...(await loadVideo(ctx, result.id))!, __typename: 'Video' as const };
  },
};
