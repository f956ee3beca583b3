import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidState,
  type NotFound,
  notFound,
  type ProblemOf,
  problem,
  StudioError,
} from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type { UploadedPart } from '@effect-studio/kernel/objects/storage';
import { UploadEntity, type UploadRow } from '../persistence/upload.entity.ts';
import { lockUpload, lockVideo, saveVideo } from '../persistence/video.repository.ts';
import { notOpen } from './sign-upload-parts.ts';
import type { VideoReference } from './video-reference.ts';

export type UploadIncomplete = ProblemOf<'UploadIncomplete', { missingParts: number[] }>;

type Completion = VideoReference | UploadIncomplete | NotFound | InvalidState;

export interface CompleteUpload {
  uploadId: string;
  parts: readonly { partNumber: number; etag: string }[];
  idempotencyKey: string;
}

/**
 * Confirms an upload. What counts is what the store holds: every announced part, with the ETag that the
 * client saw, and together the announced size.
 */
export async function completeUpload(
  ctx: CallContext,
  input: CompleteUpload,
): Promise<Completion | IdempotencyConflict> {
  if (!isId(input.uploadId)) return notFound('upload', input.uploadId);
  const command = {
    operation: 'completeUpload',
    key: input.idempotencyKey,
    payload: { uploadId: input.uploadId, parts: input.parts },
  };
  return idempotent<Completion>(ctx, command, async (tx) => {
    const upload = await lockUpload(tx, input.uploadId);
    if (!upload) return notFound('upload', input.uploadId);
    if (upload.status !== 'OPEN') return notOpen(upload);
    const incomplete = await joinParts(ctx, upload, input.parts);
    if (incomplete) return incomplete;
    const head = await ctx.storage.head(upload.objectKey);
    if (!head)
      throw new StudioError('STORAGE_FAILED', 'the joined object cannot be seen yet', { retryable: true });
    await tx.manager.update(
      UploadEntity,
      { id: upload.id },
      { status: 'CONFIRMED', confirmedEtag: head.etag, updatedAt: tx.now },
    );
    const video = await lockVideo(tx, upload.videoId);
    await saveVideo(tx, video!, { status: 'PROCESSING' });
    await tx.schedule({
      kind: 'ingest-video',
      dedupeKey: `ingest:${upload.videoId}`,
      payload: { videoId: upload.videoId },
    });
    return { __typename: 'Video', id: upload.videoId };
  });
}

/** Joins the parts in the store; null when that went well, also when it had been done before. */
async function joinParts(
  ctx: CallContext,
  upload: UploadRow,
  confirmed: CompleteUpload['parts'],
): Promise<UploadIncomplete | null> {
  let stored: UploadedPart[];
  try {
    stored = await ctx.storage.listParts(upload.objectKey, upload.multipartId);
  } catch (error) {
    // The store joined them, but the answer or our transaction was lost: the object is there.
    if (await ctx.storage.head(upload.objectKey)) return null;
    throw new StudioError('STORAGE_FAILED', 'the parts cannot be listed', { retryable: true, cause: error });
  }
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const etags = new Map(confirmed.map((part) => [part.partNumber, bare(part.etag)]));
  const missingParts: number[] = [];
  for (let part = 1; part <= upload.partCount; part += 1) {
    const held = byNumber.get(part);
    if (!held || bare(held.etag) !== etags.get(part)) missingParts.push(part);
  }
  if (missingParts.length > 0) {
    return incompleteUpload(
      upload,
      missingParts,
      `${missingParts.length} of ${upload.partCount} parts did not arrive as confirmed.`,
      'Send the missing parts, then confirm again.',
    );
  }
  const arrivedBytes = stored.reduce((sum, part) => sum + (part.sizeBytes ?? 0), 0);
  if (arrivedBytes !== Number(upload.sizeBytes)) {
    return incompleteUpload(
      upload,
      [],
      `${arrivedBytes} bytes arrived, but ${upload.sizeBytes} were announced.`,
      'Start a new upload with the right size.',
    );
  }
  await ctx.storage.completeMultipart(upload.objectKey, upload.multipartId, stored);
  return null;
}

function incompleteUpload(
  upload: UploadRow,
  missingParts: number[],
  humanReadableCause: string,
  suggestedAction: string,
): UploadIncomplete {
  return problem(
    'UploadIncomplete',
    { title: 'Upload incomplete', status: 409, humanReadableCause, suggestedAction, instance: upload.id },
    { missingParts },
  );
}

const bare = (etag: string): string => etag.replaceAll('"', '');
