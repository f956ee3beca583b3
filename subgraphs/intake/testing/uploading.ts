import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import { completeUpload } from '../use-cases/complete-upload.ts';
import { signUploadParts } from '../use-cases/sign-upload-parts.ts';
import { startUpload } from '../use-cases/start-upload.ts';

/** Begins an upload. @returns its id, and its clip's */
export async function beginUpload(
  studio: TestStudio,
  caller: Caller,
  sizeBytes: number,
): Promise<{ uploadId: string; videoId: string; objectKey: string }> {
  const input = { fileName: 'My holiday.mp4', sizeBytes: BigInt(sizeBytes), idempotencyKey: newId() };
  const started = await startUpload(studio.call('intake', caller), input);
  if (started.__typename !== 'Upload') throw new Error(started.detail);
  const { rows } = await studio.ownerPool.query<{ video_id: string; object_key: string }>(
    'select video_id, object_key from intake.upload where id = $1',
    [started.id],
  );
  return { uploadId: started.id, videoId: rows[0]!.video_id, objectKey: rows[0]!.object_key };
}

/** Sends and confirms a clip of one part. @returns the clip's id; it is processed when the studio settles */
export async function sendClip(studio: TestStudio, caller: Caller, bytes: Buffer): Promise<string> {
  const ctx = studio.call('intake', caller);
  const { uploadId, videoId } = await beginUpload(studio, caller, bytes.length);
  const signed = await signUploadParts(ctx, { uploadId, partNumbers: [1] });
  if (signed.__typename !== 'SignedParts') throw new Error(signed.detail);
  const response = await fetch(signed.parts[0]!.url, { method: 'PUT', body: new Uint8Array(bytes) });
  const parts = [{ partNumber: 1, etag: response.headers.get('etag')! }];
  const confirmed = await completeUpload(ctx, { uploadId, parts, idempotencyKey: newId() });
  if (confirmed.__typename !== 'Video') throw new Error(confirmed.detail);
  return videoId;
}
