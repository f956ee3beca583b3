import type { CallContext } from '@effect-studio/kernel/context';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
} from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type { UploadRow } from '../persistence/upload.entity.ts';
import { findUpload } from '../persistence/video.repository.ts';

const MOST_AT_ONCE = 100;

export interface SignedPart {
  partNumber: number;
  url: string;
}

/** Signs URLs for parts of an open upload; the same part may be signed again after its URL expired. */
export async function signUploadParts(
  ctx: CallContext,
  input: { uploadId: string; partNumbers: readonly number[] },
): Promise<{ __typename: 'SignedParts'; parts: SignedPart[] } | NotFound | InvalidInput | InvalidState> {
  if (!isId(input.uploadId)) return notFound('upload', input.uploadId);
  const upload = await ctx.db.transaction(ctx, (tx) => findUpload(tx, { id: input.uploadId }));
  if (!upload) return notFound('upload', input.uploadId);
  if (upload.status !== 'OPEN') return notOpen(upload);
  const isFitting = input.partNumbers.every((part) => part >= 1 && part <= upload.partCount);
  if (!isFitting || input.partNumbers.length > MOST_AT_ONCE) {
    return invalidInput(
      'partNumbers',
      `This upload has the parts 1 to ${upload.partCount}; at most ${MOST_AT_ONCE} are signed at once.`,
      'Ask for parts in that range.',
    );
  }
  const parts = await Promise.all(
    input.partNumbers.map(async (partNumber) => ({
      partNumber,
      url: await ctx.storage.signedPart(upload.objectKey, upload.multipartId, partNumber),
    })),
  );
  return { __typename: 'SignedParts', parts };
}

/** The upload was confirmed, given up or expired before. */
export function notOpen(upload: UploadRow): InvalidState {
  return problem('InvalidState', {
    title: 'Upload is not open',
    status: 409,
    humanReadableCause: `This upload is ${upload.status.toLowerCase()} and takes no more parts.`,
    suggestedAction: 'Start a new upload.',
    instance: upload.id,
  });
}
