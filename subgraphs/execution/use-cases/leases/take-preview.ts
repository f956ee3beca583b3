import { createHash } from 'node:crypto';
import type { CallContext } from '@effect-studio/kernel/context';
import { isPreview, MOST_PREVIEW_BYTES, previewKey, previewUploadKey } from '../../domain/preview.ts';

/** What an agent says of a picture that it put. */
export interface PreviewClaim {
  /** Hex. */
  sha256: string;
  sizeBytes: number;
}

/**
 * Takes a picture of a work in progress over, if it is what its agent said: bytes that were verified are written anew, as
 * what they are, to where no agent writes.
 * @returns its key; null when it is missing, too large, different or no picture
 */
export async function takePreview(
  ctx: Pick<CallContext, 'storage'>,
  { leaseId, taskId }: { leaseId: string; taskId: string },
  claim: PreviewClaim,
): Promise<string | null> {
  const from = previewUploadKey(leaseId);
  const bytes = await readSmall(ctx, from);
  if (!bytes) return null;
  await ctx.storage.remove(from);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const isAsClaimed = sha256 === claim.sha256.toLowerCase() && bytes.length === claim.sizeBytes;
  if (!isAsClaimed || !isPreview(bytes)) return null;
  const key = previewKey(taskId, sha256);
  await ctx.storage.put(key, bytes, { contentType: 'image/jpeg', sizeBytes: bytes.length });
  return key;
}

/** The object's bytes; null when there is none, or more than a picture may have. */
async function readSmall({ storage }: Pick<CallContext, 'storage'>, key: string): Promise<Buffer | null> {
  const head = await storage.head(key);
  if (!head || head.sizeBytes > MOST_PREVIEW_BYTES) return null;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of await storage.read(key)) {
    chunks.push(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
    // Its agent may have written it again since.
    if (sizeBytes > MOST_PREVIEW_BYTES) return null;
  }
  return Buffer.concat(chunks);
}
