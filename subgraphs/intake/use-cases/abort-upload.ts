import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidState, type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { lockUpload } from '../persistence/video.repository.ts';
import { endUpload } from './end-upload.ts';
import { notOpen } from './sign-upload-parts.ts';
import type { UploadReference } from './start-upload.ts';

type EndedUpload = UploadReference | NotFound | InvalidState;

/** Gives up an open upload: its parts are removed and its clip counts as refused. */
export async function abortUpload(
  ctx: CallContext,
  input: { uploadId: string; idempotencyKey: string },
): Promise<EndedUpload | IdempotencyConflict> {
  if (!isId(input.uploadId)) return notFound('upload', input.uploadId);
  const command = {
    operation: 'abortUpload',
    key: input.idempotencyKey,
    payload: { uploadId: input.uploadId },
  };
  return idempotent<EndedUpload>(ctx, command, async (tx) => {
    const upload = await lockUpload(tx, input.uploadId);
    if (!upload) return notFound('upload', input.uploadId);
    if (upload.status !== 'OPEN') return notOpen(upload);
    await endUpload(tx, upload, 'ABORTED');
    await ctx.storage.abortMultipart(upload.objectKey, upload.multipartId);
    return { __typename: 'Upload', id: upload.id };
  });
}
