import { createHash } from 'node:crypto';
import type { CallContext } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';

/** What the agent says that it uploaded. */
export interface ClaimedOutput {
  leaseId: string;
  sha256: string;
  sizeBytes: number;
}

/** Bytes that were verified and lie under an immutable key, or why not. */
export type TakenOutput =
  | { ok: true; outputKey: string }
  /** `isFault`: the bytes are not what the agent said of them, rather than missing. */
  | { ok: false; cause: string; isFault: boolean };

/** Where an agent puts the output of a lease. */
export const uploadKey = (leaseId: string): string => `uploads/outputs/${leaseId}.mp4`;

/**
 * Verifies an upload's size, SHA-256 and container, then moves it to the key of its content. The bytes
 * are first copied to where the agent cannot write: its signed URL stays valid after the completion.
 */
export async function takeOutput(ctx: CallContext, claimed: ClaimedOutput): Promise<TakenOutput> {
  const from = uploadKey(claimed.leaseId);
  const head = await ctx.storage.head(from);
  if (!head) return { ok: false, cause: 'Nothing was uploaded to the output URL.', isFault: false };
  if (head.sizeBytes !== claimed.sizeBytes) {
    return {
      ok: false,
      cause: `The upload has ${head.sizeBytes} bytes, not ${claimed.sizeBytes}.`,
      isFault: true,
    };
  }
  const held = `uploads/held/${claimed.leaseId}-${newId()}.mp4`;
  try {
    await ctx.storage.copy(from, held);
    const fault = await inspect(ctx, held, claimed);
    if (fault) return { ok: false, cause: fault, isFault: true };
    const outputKey = `outputs/${claimed.sha256}.mp4`;
    await ctx.storage.copy(held, outputKey);
    return { ok: true, outputKey };
  } catch (error) {
    if (await ctx.storage.head(from)) {
      throw new StudioError('STORAGE_FAILED', `the output of ${claimed.leaseId} could not be taken`, {
        retryable: true,
        cause: error,
      });
    }
    return { ok: false, cause: 'The upload disappeared while it was being verified.', isFault: false };
  } finally {
    await ctx.storage.remove(held).catch(() => undefined);
  }
}

async function inspect(ctx: CallContext, key: string, claimed: ClaimedOutput): Promise<string | null> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let beginning = Buffer.alloc(0);
  for await (const chunk of await ctx.storage.read(key)) {
    const bytes = chunk as Buffer;
    if (beginning.length < 12) beginning = Buffer.concat([beginning, bytes.subarray(0, 12)]);
    sizeBytes += bytes.length;
    hash.update(bytes);
  }
  // ISO/IEC 14496-12 §4.3: an MP4 begins with the box `ftyp`.
  if (beginning.subarray(4, 8).toString('latin1') !== 'ftyp') return 'The upload is no MP4 file.';
  if (sizeBytes !== claimed.sizeBytes || hash.digest('hex') !== claimed.sha256) {
    return 'The upload differs from the SHA-256 that was reported.';
  }
  return null;
}
