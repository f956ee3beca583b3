import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  invalidInput,
  type ProblemOf,
  problem,
  type SwitchedOff,
  switchedOff,
} from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { intakeConfig } from '../config.ts';
import type { ClipQuotaExceeded } from '../domain/clip-quota.ts';
import { displayName, planParts } from '../domain/upload-plan.ts';
import { UPLOADS_ROOT } from '../domain/video.ts';
import { expectObject } from '../persistence/expected-object.repository.ts';
import { UploadEntity } from '../persistence/upload.entity.ts';
import { VideoEntity } from '../persistence/video.entity.ts';
import { refuseByQuota } from './check-quota.ts';

/** Names an upload; its fields are read where they are asked for. */
export interface UploadReference {
  __typename: 'Upload';
  id: string;
}

export type FileTooLarge = ProblemOf<'FileTooLarge', { limitBytes: bigint }>;

type Started = UploadReference | SwitchedOff | ClipQuotaExceeded;

export interface StartUpload {
  fileName: string;
  sizeBytes: bigint;
  idempotencyKey: string;
}

/** Opens a multipart upload; it expires by itself when it is never confirmed. */
export async function startUpload(
  ctx: CallContext,
  input: StartUpload,
): Promise<Started | FileTooLarge | InvalidInput | IdempotencyConflict> {
  const refusal = refuseSize(input.sizeBytes);
  if (refusal) return refusal;
  const ownerId = ctx.caller.subjectId!;
  const sizeBytes = Number(input.sizeBytes);
  const command = {
    operation: 'startUpload',
    key: input.idempotencyKey,
    payload: { fileName: input.fileName, sizeBytes: input.sizeBytes },
  };
  return idempotent<Started>(ctx, command, async (tx) => {
    if (!ctx.flags.value('uploads.start', ctx.caller)) return switchedOff('New clips');
    const overQuota = await refuseByQuota(tx, sizeBytes);
    if (overQuota) return overQuota;
    const id = newId();
    const videoId = newId();
    const objectKey = `${UPLOADS_ROOT}${id}/source`;
    await expectObject(tx, objectKey);
    const multipartId = await ctx.storage.startMultipart(objectKey, 'application/octet-stream');
    const expiresAt = new Date(tx.now.getTime() + intakeConfig.INTAKE_UPLOAD_TTL_MS);
    const owned = {
      ownerId,
      tenantId: ctx.caller.tenantId,
      createdAt: tx.now,
      updatedAt: tx.now,
      createdBy: ownerId,
    };
    await tx.manager.insert(VideoEntity, {
      ...owned,
      id: videoId,
      fileName: displayName(input.fileName),
      status: 'UPLOADING',
      isHouseClip: false,
      sizeBytes: String(sizeBytes),
      version: 1,
    });
    await tx.manager.insert(UploadEntity, {
      ...owned,
      ...planParts(sizeBytes),
      id,
      videoId,
      status: 'OPEN',
      objectKey,
      multipartId,
      sizeBytes: String(sizeBytes),
      expiresAt,
    });
    await tx.schedule({
      kind: 'expire-upload',
      dedupeKey: `expire:${id}`,
      payload: { uploadId: id },
      dueAt: expiresAt,
    });
    return { __typename: 'Upload' as const, id };
  });
}

function refuseSize(sizeBytes: bigint): InvalidInput | FileTooLarge | null {
  if (sizeBytes < 1n) {
    return invalidInput('sizeBytes', 'The file has no content.', 'Choose a clip that plays on your device.');
  }
  const limitBytes = BigInt(intakeConfig.INTAKE_MAX_SIZE_BYTES);
  if (sizeBytes <= limitBytes) return null;
  return problem(
    'FileTooLarge',
    {
      title: 'File too large',
      status: 413,
      humanReadableCause: `The clip has ${sizeBytes} bytes; at most ${limitBytes} are accepted.`,
      suggestedAction: 'Cut the clip, or export it with a lower resolution.',
    },
    { limitBytes },
  );
}
