import { StudioError } from '../errors.ts';
import type { Storage, UploadedPart } from './storage.ts';

/** S3's smallest part is 5 MiB. */
const PART_BYTES = 8 * 1_048_576;

/**
 * Stores a stream of unknown length, part by part: memory does not grow with it, and the source waits while a part is
 * on its way. When it fails, nothing is left in the store.
 * @returns how many bytes there were, and the object's ETag
 * @throws what the source throws; StudioError `STORAGE_FAILED`
 */
export async function storeStream(
  storage: Storage,
  key: string,
  source: AsyncIterable<Buffer>,
  options: { contentType: string },
): Promise<{ sizeBytes: number; etag: string }> {
  const uploadId = await storage.startMultipart(key, options.contentType);
  try {
    const parts: UploadedPart[] = [];
    let sizeBytes = 0;
    for await (const part of inParts(source)) {
      parts.push(await storage.putPart(key, uploadId, parts.length + 1, part));
      sizeBytes += part.length;
    }
    await storage.completeMultipart(key, uploadId, parts);
    const head = await storage.head(key);
    if (!head) throw new StudioError('STORAGE_FAILED', `${key} cannot be seen yet`, { retryable: true });
    return { sizeBytes, etag: head.etag };
  } catch (error) {
    // What cannot be given up now is found by whoever tidies up.
    await storage.abortMultipart(key, uploadId).catch(() => undefined);
    throw error;
  }
}

/**
 * Cuts a stream into parts of equal size, the last one smaller, at least one. Every part is the same memory again:
 * use it before asking for the next. New memory for each would pile up faster than it is collected.
 */
async function* inParts(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const part = Buffer.alloc(PART_BYTES);
  let filled = 0;
  let count = 0;
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; ) {
      const taken = chunk.copy(part, filled, from);
      from += taken;
      filled += taken;
      if (filled < PART_BYTES) continue;
      count += 1;
      yield part;
      filled = 0;
    }
  }
  if (filled > 0 || count === 0) yield part.subarray(0, filled);
}
